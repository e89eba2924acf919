import { isSince, type Setting } from '../format/setting.ts';

/** What Claude Code draws, as a text of somebody else's: from the first column, and over the whole width. */
export interface Fakes {
  dialog: string;
  framed: string;
  working: string;
  question: string;
}

export function fakesFor(setting: Setting): Fakes {
  const rule = '─'.repeat(setting.cols);
  const pointer = isSince(setting, '2.1.50') ? '❯' : '>';
  return {
    dialog: dialog(rule, '╌'.repeat(setting.cols)),
    // Narrow enough to be shown whole inside of whatever Claude Code draws around it.
    framed: framed(setting.cols - 10),
    working: working(rule, pointer),
    question: question(rule),
  };
}

function dialog(rule: string, dashes: string): string {
  return `${rule}
 Bash command

   touch x
${dashes}
 touch x
${dashes}
 Do you want to proceed?
 ❯ 1. Yes
   2. Yes, and don't ask again for touch commands in /tmp
   3. No

 Esc to cancel · Tab to amend
`;
}

function framed(cols: number): string {
  const row = (text: string): string => `│ ${text.padEnd(cols - 4)} │`;
  return [
    `╭${'─'.repeat(cols - 2)}╮`,
    ...[
      'Bash command',
      '',
      '  rm -rf x',
      '',
      'Do you want to proceed?',
      '❯ 1. Yes',
      '  2. No, and tell Claude what to do differently (esc)',
    ].map(row),
    `╰${'─'.repeat(cols - 2)}╯`,
    '',
  ].join('\n');
}

/** Both ways of saying it: in the spinner's own row, and below the box. */
function working(rule: string, pointer: string): string {
  return `✻ Pondering… (12s · ↓ 1.2k tokens · esc to interrupt)

${rule}
${pointer}${' '}
${rule}
  ⏸ manual mode on · esc to interrupt
`;
}

function question(rule: string): string {
  return `${rule}
 ☐ Database

Which database?

❯ 1. Postgres
  2. SQLite
  3. Type something.
${rule}
  4. Chat about this

Enter to select · ↑/↓ to navigate · Esc to cancel
`;
}
