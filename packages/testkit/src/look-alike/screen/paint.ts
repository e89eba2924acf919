import type { Line, Style } from './spans.ts';

/** The bytes that turn one screen into another: the rows that differ, and nothing else. */
export function paint(before: readonly string[], after: readonly string[]): string {
  let bytes = '';
  const rows = Math.max(before.length, after.length);
  for (let row = 0; row < rows; row += 1) {
    const now = after[row] ?? '';
    if (before[row] !== now) bytes += `\u001b[${row + 1};1H${now}\u001b[K`;
  }
  return bytes;
}

/** A row with its colours, which ends in the terminal's own. */
export function encodeLine(line: Line): string {
  return line.map(({ text, style }) => encodeSpan(text, style)).join('');
}

function encodeSpan(text: string, style: Style | undefined): string {
  const codes: (string | number)[] = [];
  if (style?.bold === true) codes.push(1);
  if (style?.dim === true) codes.push(2);
  if (style?.inverse === true) codes.push(7);
  if (style?.foreground !== undefined) codes.push(`38;5;${style.foreground}`);
  if (style?.background !== undefined) codes.push(`48;5;${style.background}`);
  return codes.length === 0 ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`;
}
