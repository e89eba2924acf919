import type { ScreenRow } from './rows.ts';

const BAR = '│';
/** The columns that stay free at the right edge: inside a dashed frame, and of a body that is indented instead. */
export const FRAMED_MARGIN = 1;
export const INDENTED_MARGIN = 3;

/**
 * The text of a body, with rows joined that Claude Code wrapped. It wraps between words, so many columns before the
 * edge (`margin`), and breaks a word only when it is longer than a row. So a row goes on in the next one when the next one's
 * first word would not have fitted. A real line break at just that place cannot be told from a wrap; the hook's
 * `tool_input` is exact where there is one.
 */
export function joinBody(rows: readonly ScreenRow[], cols: number, margin: number): string {
  const used = rows.filter((row) => row.kind !== 'blank');
  const barred = used.length > 0 && used.every((row) => row.text.trimStart().startsWith(BAR));
  const indent = Math.min(...used.map((row) => row.indent));
  const start = barred ? indent + 2 : indent;
  const room = cols - margin - start;
  const lines: string[] = [];
  let previous: { text: string; width: number } | null = null;
  for (const row of rows) {
    const text = row.text.slice(start);
    const line = lines.at(-1);
    const joint = previous === null ? null : joinWith(previous, text, room);
    if (line === undefined || joint === null) lines.push(text);
    else lines[lines.length - 1] = `${line}${joint}${text}`;
    previous = { text, width: shownWidth(row) - start };
  }
  return lines.join('\n').trimEnd();
}

/** What stood between two rows before the wrap; null if they are two lines. */
function joinWith(
  previous: { text: string; width: number },
  next: string,
  room: number,
): '' | ' ' | null {
  if (previous.text === '' || next === '' || next.startsWith(' ')) return null;
  const firstWord = wordAtStart(next);
  if (previous.width + 1 + firstWord.length <= room) return null;
  const lastWord = previous.text.slice(previous.text.lastIndexOf(' ') + 1);
  const broken = previous.width >= room && lastWord.length + firstWord.length > room;
  return broken ? '' : ' ';
}

function wordAtStart(text: string): string {
  const end = text.indexOf(' ');
  return end < 0 ? text : text.slice(0, end);
}

function shownWidth(row: ScreenRow): number {
  const run = row.runs.findLast((one) => one.text.trim() !== '');
  if (run === undefined) return row.text.length;
  return run.end - (run.text.length - run.text.trimEnd().length) - row.shift;
}
