import type { ReadOptions, ScreenExplanation, ScreenInput, ScreenReading } from '../types.ts';
import { cutReading, readBlock, unknownDialog } from './read-block.ts';
import { readBox } from './read-box.ts';
import { readCutDialog, readRulelessDialog, readRulelessQuestion } from './cut-dialog.ts';
import { readExit } from './exit.ts';
import { findWording } from './find-wording.ts';
import { reading } from './reading.ts';
import { readFragment } from './fragment.ts';
import { findRegions } from './regions.ts';
import { withoutSidePanel } from './side-panel.ts';
import { explainedRules, plainRules, type RuleBook, type Words } from './rule-book.ts';
import { type ScreenRow, toRows } from './rows.ts';

/**
 * What a screen of Claude Code says by itself. Pure, linear in the size of the screen, and never throws: whatever no
 * rule knows is `unknown`, with the reason in `rule` and `statusText`.
 */
export function readScreen(screen: ScreenInput, options: ReadOptions = {}): ScreenReading {
  const input = withoutSidePanel(screen);
  const rows = toRows(input);
  return readRows(rows, input, plainRules(wordsOf(rows, screen, options)), options.partial);
}

/** The same, with the parts of the screen and the rules that were tried. */
export function explainScreen(screen: ScreenInput, options: ReadOptions = {}): ScreenExplanation {
  const input = withoutSidePanel(screen);
  const rows = toRows(input);
  const words = wordsOf(rows, screen, options);
  const steps = { regions: [], tried: [] };
  const read = readRows(rows, input, explainedRules(words, steps), options.partial);
  return { reading: read, generation: words.wording.generation, ...steps };
}

export function wordsOf(
  rows: readonly ScreenRow[],
  { title }: ScreenInput,
  { version }: ReadOptions,
): Words {
  const hasColor = rows.some((row) => row.runs.some((run) => run.foreground !== 'default'));
  return { wording: findWording(rows, version ?? null), monochrome: !hasColor, title };
}

/** Reads with the given rules. */
export function readRows(
  rows: readonly ScreenRow[],
  { cols, rows: height, cursor }: Pick<ScreenInput, 'cols' | 'rows' | 'cursor'>,
  rules: RuleBook,
  partial = false,
): ScreenReading {
  const exit = readExit(rows, rules);
  if (exit !== null) return exit;
  const regions = findRegions(rows, cols, rules);
  switch (regions.type) {
    case 'empty':
      return reading('starting', 'screen.blank');
    case 'box':
      return readBox(regions, rules);
    case 'block':
      return readBlock(regions, height, rules);
    case 'open':
      return (
        (partial ? readFragment(regions.rows, cols, rules) : null) ??
        readOpen(regions.rows, { cols, height, cursor }, rules)
      );
  }
}

/** No rule anywhere: a first screen, one whose top is cut off, or one that is not drawn yet. */
function readOpen(
  rows: readonly ScreenRow[],
  { cols, height, cursor }: Pick<ScreenInput, 'cols' | 'cursor'> & { height: number },
  rules: RuleBook,
): ScreenReading {
  const { wording } = rules;
  const dialog =
    readRulelessQuestion({ rows, cols, height }, rules) ??
    readRulelessDialog({ rows, cols, height }, rules) ??
    readCutDialog({ rows, cols, height, framed: false }, rules);
  if (dialog !== null) return cutReading(dialog);
  for (const entry of wording.startups) {
    const beginning = entry.line.replace(/\*$/, '');
    const row = rows.find((one) => one.text.trim().startsWith(beginning));
    const why = `${row === undefined ? 'no' : 'a'} row starts "${beginning}"`;
    if (!rules.holds(`startup.${entry.activity}`, row !== undefined, () => why)) continue;
    const list = entry.name === undefined ? null : unknownDialog(rows, rules);
    return reading('unknown', `screen.startup.${entry.activity}`, {
      statusText: row?.text.trim() ?? null,
      activity: entry.activity,
      dialog: list === null ? null : { ...list, name: entry.name ?? list.name },
    });
  }
  const talked = rows.some((row) => wording.prompts[row.text[0] ?? ''] === 'prompt');
  const left = talked && cursor.visible;
  const shown = `the cursor is ${cursor.visible ? 'shown' : 'hidden'}, and no input box is there`;
  if (rules.holds('screen.cursor_back', left, () => shown)) {
    return reading('exited', 'screen.cursor_back');
  }
  const greets =
    rows.some((row) => wording.banner.some((part) => row.text.includes(part))) &&
    !talked &&
    !cursor.visible;
  if (rules.holds('screen.banner', greets, () => 'the greeting is there, and no input box yet')) {
    return reading('starting', 'screen.banner');
  }
  const first = rows.find((row) => row.kind !== 'blank');
  const says = (first?.text ?? '').trim();
  const begins = !talked && wording.notices.some((notice) => says.startsWith(notice));
  if (rules.holds('screen.notice', begins, () => `the first row says "${says}"`)) {
    return reading('starting', 'screen.notice', { statusText: says });
  }
  return reading('unknown', 'screen.no_rule', { statusText: first?.text.trim() ?? null });
}
