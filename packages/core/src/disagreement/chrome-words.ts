/**
 * Words that Claude Code's own dialogs, hints and footers are made of, and the plain English around them. None of them
 * says anything of whoever uses it. Everything else in a kept screen is blacked out.
 */
const WORDS = `
a about above accept accessing account actions add after again agent agents all allow allowed allowing always
amend an and answer answers anthropic any api apply approve are arrow arrows as ask asks at auto back
background bash be been before begin below by bypass can cancel change changes chat check choose claude
claude's clear close code command commands compact compacting completed config configuration confirm connect
connection content context continue conversation copy create credit credits ctrl current custom cycle
dangerous decline declined default delete deny description detail detailed details detected dialog did
different differently directory disable disabled do does doesn't domain don't done down each edit editor edits
effort enable enter environment error esc escape execute exit expand expired external extra failed feedback
fetch fewer file files first folder for found from full get go grant has have help here hide hint history hit
hold host how if implementing in include input instead interrupt interrupted into invalid is it its keep key
last left less let's level limit limited lines list load local logged login long made make manage manually
many max may mcp menu message messages method mode model more move multiple must name navigate need needs
network never new next no none not notebook notebooks now of off ok okay on once one only open option options
or other our out output outside overwrite page path pause permission permissions permit plan planning please
press previous proceed process project prompt prompts question questions queue queued quit reached read
reading ready recommended reject rejected remember remove replace request require required resend reset resets
response result resume retry retrying return review rewind right rule rules run running safety same sandbox
save search see select selected send server servers session sessions set settings setup shell shift shortcuts
should show showing shows skip source space start started stop streaming style submit suggestion suggestions
switch tab task tasks tell terminal text that the their them theme then there these this those time to todo
toggle tokens too tool tools transcript trust try turn type unable unknown up update upgrade url usage use
used user using version view visit wait waiting want warning was we web were what when where which while will
with without work working workspace would write written yes yet you you're you've your
`;

export const CHROME_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
