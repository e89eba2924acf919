import type { ScreenReading } from '../types.ts';
import { type Ending, endingOf, isDone } from './ending.ts';
import { isHead } from './head.ts';
import type { RuleBook } from './rule-book.ts';
import { withoutQueue } from './queued.ts';
import { withoutSurvey } from './survey.ts';
import { isSpinnerLine, liveLine } from './spinner.ts';
import type { ScreenRow } from './rows.ts';

/** What stands above the input box, at its end: whether a turn runs, and how the last one ended. */
export interface TurnSigns {
  /** The live activity line, without its glyph. */
  spinner: string | null;
  activity: string | null;
  /** What it said when it was told to exit. */
  gone: string | null;
  /** Something is asked for, and its dialog is not drawn yet. */
  heldBack: boolean;
  ending: ScreenReading['turnEnd'];
  endingActivity: string | null;
  /** The last thing said has no ending: the turn may go on, or nobody wrote how it ended. */
  open: boolean;
  /** Nothing that is half drawn looks like that: its end is written below what was said last, or nothing was said. */
  closed: boolean;
  queued: number;
  /** An earlier turn was closed by a line: so will this one be. */
  closesHere: boolean;
  /** It asks how Claude is doing. */
  surveyed: boolean;
}

export function readTurn(above: readonly ScreenRow[], rules: RuleBook): TurnSigns {
  const { wording } = rules;
  const all = above.filter((row) => row.kind === 'text');
  const survey = withoutSurvey(all, rules);
  const { texts, queued } = withoutQueue(survey.texts, rules);
  const at = texts.findLastIndex((row) => isHead(row, rules));
  const last = texts[at];
  const after = texts.slice(at + 1);
  const signs: TurnSigns = {
    spinner: null,
    activity: null,
    gone: null,
    heldBack: isHeldBack(all, rules),
    ending: null,
    endingActivity: null,
    open: false,
    closed: false,
    queued,
    surveyed: survey.asks,
    closesHere: texts.some((row) => isSpinnerLine(row, rules) && isDone(row.text.slice(2))),
  };
  if (last === undefined) {
    const ending = endingOf(texts, rules);
    if (ending !== null) return { ...signs, ...endedAs(ending), closed: true };
    // A message so long that its first row is above the screen.
    const isLong = isFilled(above);
    if (isLong && !wording.closesTurns)
      return { ...signs, ending: { outcome: 'completed', text: '' } };
    return { ...signs, closed: !isLong };
  }
  const glyph = last.text[0] ?? '';
  const said = last.text.slice(2);
  const left = wording.prompts[glyph] === 'prompt' && wording.exitCommands.includes(said);
  if (left && after.length > 0) return { ...signs, gone: after[0]?.text.trim() ?? '' };
  const spinner = liveLine(last, rules);
  if (spinner !== null) {
    const activity = spinner.activity ?? retryAbove(texts.slice(0, at), rules);
    return { ...signs, ...spinner, activity };
  }
  if (isSpinnerLine(last, rules)) {
    if (isDone(said))
      return { ...signs, ...howItEnded(texts.slice(0, at), said, rules), closed: true };
    return signs;
  }
  const ending = endingOf([last, ...after], rules);
  if (ending !== null) return { ...signs, ...endedAs(ending), closed: true };
  const isMessage = wording.messageGlyphs.includes(glyph);
  // Builds that close no turn with a line end a good one with the last message.
  if (isMessage && !wording.closesTurns && !said.endsWith(wording.folded)) {
    return { ...signs, ending: { outcome: 'completed', text: '' } };
  }
  // What it has to say as it starts is no answer to anybody.
  const noted = isMessage && isUnasked(texts, rules);
  const why = `below the greeting and no prompt: ${String(noted)}`;
  if (rules.holds('turn.note_at_start', noted, () => why)) return { ...signs, closed: true };
  const isPrompt = wording.prompts[glyph] === 'prompt';
  const isCommand = isPrompt && said.startsWith('/');
  const isBare = after.length === 0;
  return {
    ...signs,
    open: isMessage || (isPrompt && !isCommand && isBare),
    closed: isCommand && !isBare,
  };
}

/** The greeting is on the screen, and no prompt. */
function isUnasked(texts: readonly ScreenRow[], { wording }: RuleBook): boolean {
  const greets = texts.some(({ text }) => wording.banner.some((part) => text.includes(part)));
  return (
    greets && !texts.some(({ text, indent }) => indent === 0 && (text[0] ?? '') in wording.prompts)
  );
}

/** Rows at the top of a full screen that may be blank. */
const MOST_BLANK = 2;

/** From its first row on, so that what it began with is out of sight. */
function isFilled(above: readonly ScreenRow[]): boolean {
  const first = above.find((row) => row.kind !== 'blank');
  return first?.kind === 'text' && first.index <= MOST_BLANK && first.indent > 0;
}

/** Some builds close every turn with the same line: one that failed or was interrupted says so above it. */
function howItEnded(
  before: readonly ScreenRow[],
  said: string,
  rules: RuleBook,
): Pick<TurnSigns, 'ending' | 'endingActivity'> {
  const at = before.findLastIndex((row) => isHead(row, rules));
  const ending = endingOf(before.slice(Math.max(at, 0)), rules);
  const isOther = ending !== null;
  const why = `what stands above the closing line says: ${ending?.text ?? 'nothing'}`;
  if (rules.holds('turn.ending_above_closing_line', isOther, () => why) && ending !== null) {
    return endedAs(ending);
  }
  return { ending: { outcome: 'completed', text: said }, endingActivity: null };
}

function endedAs({
  outcome,
  text,
  activity,
}: Ending): Pick<TurnSigns, 'ending' | 'endingActivity'> {
  return { ending: { outcome, text }, endingActivity: activity };
}

/** Below what was last said, and above the spinner. */
function retryAbove(texts: readonly ScreenRow[], { wording }: RuleBook): string | null {
  const at = texts.findLastIndex((row) => row.indent === 0);
  const notes = texts.slice(at + 1).map((row) => row.text.trim());
  const isNoted = notes.some((note) => wording.retryNotes.some((one) => note.startsWith(one)));
  return isNoted ? 'retrying' : null;
}

function isHeldBack(texts: readonly ScreenRow[], { wording }: RuleBook): boolean {
  // What stands far to the right is a notice about something else.
  const last = texts.findLast((row) => row.indent < 10);
  return last?.text.trim() === wording.heldBack;
}
