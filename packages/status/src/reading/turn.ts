import type { ScreenReading } from '../types.ts';
import type { Wording } from '../wording/types.ts';
import { matches } from './match.ts';
import type { ScreenRow } from './rows.ts';

/** What stands above the input box, at its end: whether a turn runs, and how the last one ended. */
export interface TurnSigns {
  /** The live activity line, without its glyph. */
  spinner: string | null;
  activity: string | null;
  /** Something is asked for, and its dialog is not drawn yet. */
  heldBack: boolean;
  ending: ScreenReading['turnEnd'];
  endingActivity: string | null;
  /** The last thing said has no ending: the turn may go on, or nobody wrote how it ended. */
  open: boolean;
  queued: number;
}

export function readTurn(above: readonly ScreenRow[], wording: Wording): TurnSigns {
  const texts = above.filter((row) => row.kind === 'text');
  const at = texts.findLastIndex((row) => row.indent === 0);
  const last = texts[at];
  const after = texts.slice(at + 1);
  const signs: TurnSigns = {
    spinner: null,
    activity: null,
    heldBack: isHeldBack(texts, wording),
    ending: null,
    endingActivity: null,
    open: false,
    queued: queuedIn(texts, wording),
  };
  if (last === undefined) return signs;
  const glyph = last.text[0] ?? '';
  const said = last.text.slice(2);
  if (wording.spinnerGlyphs.includes(glyph) && last.text[1] === ' ') {
    if (isDone(said)) return { ...signs, ending: { outcome: 'completed', text: said } };
    const activity = wording.activities.find((entry) => said.includes(entry.includes));
    if (activity === undefined && !said.includes('…') && !said.startsWith('Waiting for ')) {
      return signs;
    }
    return { ...signs, spinner: said, activity: activity?.activity ?? null };
  }
  const ending = endingOf(last, after, wording);
  if (ending !== null) {
    const { outcome, text, activity } = ending;
    return { ...signs, ending: { outcome, text }, endingActivity: activity };
  }
  const isMessage = glyph === wording.messageGlyph;
  const isPrompt = wording.prompts[glyph] === 'prompt' && !said.startsWith('/');
  return { ...signs, open: isMessage || (isPrompt && after.length === 0) };
}

/** `Brewed for 1m 6s · done 4:05 PM`: a finished turn. `Waiting for 3 background agents` is none. */
function isDone(said: string): boolean {
  return /^\p{L}[\p{L}\p{M}'-]* for \d+(?:ms|[hms])(?: |$)/u.test(said);
}

function endingOf(
  last: ScreenRow,
  after: readonly ScreenRow[],
  wording: Wording,
): { outcome: 'interrupted' | 'failed' | 'limited'; text: string; activity: string | null } | null {
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

function isHeldBack(texts: readonly ScreenRow[], wording: Wording): boolean {
  // What stands far to the right is a notice about something else.
  const last = texts.findLast((row) => row.indent < 10);
  return last?.text.trim() === wording.heldBack;
}

function queuedIn(texts: readonly ScreenRow[], wording: Wording): number {
  const mark = `${wording.resultGlyph}  ${wording.queued} `;
  return texts.filter((row) => matches(`${mark}*`, row.text.trim())).length;
}
