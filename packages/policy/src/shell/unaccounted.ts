import { forEachChild, type Script, type SyntaxNode } from 'unbash';

/** What may stand between the words of a script: blanks, line breaks, operators, words of the grammar. */
const BETWEEN =
  /[ \t\n]+|\\\n|&&|\|[&|]?|;[&;]?&?|[&(){}]|(?:if|then|elif|else|fi|for|in|do|done|while|until|case|esac)(?![\w-])/y;
const COMMENT = /#[^\n]*/y;

const LEAVES: ReadonlySet<SyntaxNode['type']> = new Set([
  ...(['Word', 'Assignment', 'Redirect', 'HereString', 'Negation', 'Time'] as const),
]);

/**
 * Whether a script has anything that its parts do not account for: a second look at what the parser made of it, so that nothing
 * is passed over.
 * @param source what the positions of the script are places in
 */
export function hasUnaccounted(script: Script, source: string, end: number): boolean {
  const spans: [number, number][] = [];
  const collect = (node: SyntaxNode) => {
    if (node.type === 'HereDoc') {
      spans.push([node.pos, node.end]);
      if (node.closing !== undefined) spans.push([node.body.pos, node.closing.end]);
    } else if (LEAVES.has(node.type)) spans.push([node.pos, node.end]);
    else forEachChild(node, collect);
  };
  forEachChild(script, collect);
  spans.sort(([one], [other]) => one - other);
  let at = script.pos;
  for (const [pos, stop] of spans) {
    if (pos < at || !isBetween(source.slice(at, pos), at > script.pos)) return true;
    at = stop;
  }
  return !isBetween(source.slice(at, end), at > script.pos);
}

function isBetween(text: string, followsWord: boolean): boolean {
  let at = 0;
  while (at < text.length) {
    // A `#` right after a word is part of that word.
    const begins = at === 0 ? !followsWord : /[\s&();|]/.test(text[at - 1] ?? '');
    const token = tokenAt(BETWEEN, text, at) ?? (begins ? tokenAt(COMMENT, text, at) : null);
    if (token === null) return false;
    at += token.length;
  }
  return true;
}

function tokenAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
