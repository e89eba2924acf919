import type { EndingWording } from '../wording/types.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

export interface Ending {
  outcome: EndingWording['outcome'];
  text: string;
  activity: string | null;
}

/** `Brewed for 1m 6s · done 4:05 PM`: a finished turn. `Waiting for 3 background agents` is none. */
export function isDone(said: string): boolean {
  return /^\p{L}[\p{L}\p{M}'-]* for \d+(?:ms|[hms])(?: |$)/u.test(said);
}

/** How a turn ended, by the last thing said (`last`) and the rows below it. */
export function endingOf(
  last: ScreenRow,
  after: readonly ScreenRow[],
  { wording }: RuleBook,
): Ending | null {
  const candidates = [last, ...after].map((row) => ({ row, line: row.text.trim() }));
  for (const { row, line } of candidates.toReversed()) {
    for (const entry of wording.endings) {
      const glyph = entry.glyph === 'message' ? wording.messageGlyph : wording.resultGlyph;
      const said = line.startsWith(glyph) ? line.slice(glyph.length).trimStart() : null;
      if (said?.startsWith(entry.line) !== true) continue;
      if (entry.glyph === 'message' && row !== last) continue;
      if (entry.colored === true && !isColored(row)) continue;
      const text = entry.glyph === 'message' ? joined(said, after) : said;
      return { outcome: entry.outcome, text, activity: entry.activity ?? null };
    }
  }
  return null;
}

/** Claude Code's own messages are in a colour; what the model says, which could be the same words, is not. */
function isColored(row: ScreenRow): boolean {
  const [glyph, ...rest] = row.runs.filter((run) => run.text.trim() !== '');
  if (glyph === undefined || glyph.foreground === 'default') return true;
  return rest.some((run) => run.foreground !== 'default');
}

function joined(said: string, after: readonly ScreenRow[]): string {
  const more = after.filter((row) => row.indent === 2).map((row) => row.text.trim());
  return [said, ...more].join(' ');
}
