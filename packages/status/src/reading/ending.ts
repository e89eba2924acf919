import type { EndingWording } from '../wording/types.ts';
import { matches } from './match.ts';
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

/**
 * How a turn ended, by the last thing said and the rows below it. `said`: from that row on; where it is above the
 * screen, all rows. Claude Code writes its own words in a colour, and what a model says, which could be the same
 * words, without one; on a screen without any colours they are taken at their word.
 */
export function endingOf(said: readonly ScreenRow[], rules: RuleBook): Ending | null {
  const { wording, monochrome } = rules;
  const [last] = said;
  for (const row of said.toReversed()) {
    const line = row.text.trim();
    for (const entry of wording.endings) {
      const glyphs = entry.glyph === 'message' ? wording.messageGlyphs : wording.resultGlyph;
      const glyph = line[0] ?? '';
      const words = glyph !== '' && glyphs.includes(glyph) ? line.slice(1).trimStart() : null;
      if (words === null || !matches(`${entry.line}*`, words)) continue;
      if (entry.glyph === 'message' && (row !== last || row.indent > 0)) continue;
      const isOwn = monochrome || entry.plain === true || isColored(row, glyph);
      if (!rules.holds(`ending.${entry.outcome}`, isOwn, () => `"${line.slice(0, 40)}"`)) continue;
      const text = entry.glyph === 'message' ? joined(words, said.slice(1)) : words;
      return { outcome: entry.outcome, text, activity: entry.activity ?? null };
    }
  }
  return null;
}

/** What stands behind the glyph is in a colour. */
function isColored(row: ScreenRow, glyph: string): boolean {
  const used = row.runs.filter((run) => run.text.trim() !== '' && run.text.trim() !== glyph);
  return used[0] !== undefined && used[0].foreground !== 'default';
}

function joined(said: string, after: readonly ScreenRow[]): string {
  const more = after.filter((row) => row.indent === 2).map((row) => row.text.trim());
  return [said, ...more].join(' ');
}
