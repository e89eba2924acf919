import { matches } from './match.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';
import { liveLine } from './spinner.ts';

/** What stands above the input box, without the prompts that wait for the turn to end; and how many these are. */
export interface Queue {
  texts: readonly ScreenRow[];
  queued: number;
}

/**
 * A prompt that waits stands above the box: with a word of its own below it; or below the spinner, in the first
 * column or indented, with the mark of a prompt before it; or, in the oldest builds, indented and with none.
 */
export function withoutQueue(texts: readonly ScreenRow[], rules: RuleBook): Queue {
  const { queued, resultGlyph } = rules.wording;
  const named = texts.reduce(
    (sum, row, at) => (isQueueWord(row, rules) ? sum + promptsAbove(texts, at, rules) : sum),
    0,
  );
  if (named > 0) return { texts, queued: named };
  const at = texts.findLastIndex((row) => row.indent === 0 && !isMarked(row, rules));
  const live = texts[at];
  const isLive = live !== undefined && liveLine(live, rules) !== null;
  const below = texts.slice(at + 1);
  const waits = (row: ScreenRow): boolean =>
    isMarked(row, rules) || (queued.bare && row.indent === 2 && row.text[2] !== resultGlyph);
  const count = isLive ? below.filter(waits).length : 0;
  if (!isLive || count === 0) return { texts, queued: promptsAtHint(texts, rules) };
  const rest = below.filter((row) => row.indent > 0 && !waits(row));
  return { texts: texts.slice(0, at + 1).concat(rest), queued: count };
}

/** What was said, without the prompts that wait under a word of their own. */
export function withoutNamedQueue(
  texts: readonly ScreenRow[],
  rules: RuleBook,
): readonly ScreenRow[] {
  const waiting = new Set<ScreenRow>();
  for (const [at, word] of texts.entries()) {
    if (!isQueueWord(word, rules)) continue;
    let left = promptsAbove(texts, at, rules);
    waiting.add(word);
    for (let above = at - 1; above >= 0 && left > 0; above -= 1) {
      const row = texts[above];
      if (row === undefined) break;
      waiting.add(row);
      if (isMarked(row, rules)) left -= 1;
    }
  }
  return waiting.size === 0 ? texts : texts.filter((row) => !waiting.has(row));
}

function isQueueWord({ text }: ScreenRow, { wording }: RuleBook): boolean {
  return matches(`${wording.resultGlyph}  ${wording.queued.word} *`, text.trim());
}

/** Those above the hint how to send them at once, below which there is nothing but the spinner. Anybody may quote it. */
function promptsAtHint(texts: readonly ScreenRow[], rules: RuleBook): number {
  const { hint } = rules.wording.queued;
  const at = texts.findLastIndex((row) => row.indent === 2 && row.text.trim() === hint);
  const below = texts.slice(at + 1).filter((row) => row.indent === 0);
  const isLast = below.every((row) => liveLine(row, rules) !== null);
  return at >= 0 && isLast ? countAbove(texts, at, rules) : 0;
}

/**
 * One word stands for all prompts that follow each other above it. They have one colour with their mark; the prompt
 * that the turn is about, which may come right before them, has not.
 */
function promptsAbove(texts: readonly ScreenRow[], at: number, rules: RuleBook): number {
  return Math.max(countAbove(texts, at, rules), 1);
}

function countAbove(texts: readonly ScreenRow[], at: number, rules: RuleBook): number {
  let count = 0;
  for (const above of texts.slice(0, at).toReversed()) {
    if (isMarked(above, rules)) {
      if (count > 0 && !isOfOneColor(above)) break;
      count++;
    } else if (above.indent < 2) {
      break;
    }
  }
  return count;
}

function isOfOneColor({ runs, indent }: ScreenRow): boolean {
  return (runs.find((run) => run.text.trim() !== '')?.text.trim().length ?? 0) > 1 && indent === 0;
}

function isMarked({ text, indent }: ScreenRow, { wording }: RuleBook): boolean {
  if (indent !== 0 && indent !== 2) return false;
  return (text[indent] ?? '') in wording.prompts && text[indent + 1] === ' ';
}
