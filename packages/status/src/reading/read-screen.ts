import type { ReadOptions, ScreenExplanation, ScreenInput, ScreenReading } from '../types.ts';
import type { Wording } from '../wording/types.ts';
import { cutReading, readBlock, unknownDialog } from './read-block.ts';
import { readBox } from './read-box.ts';
import { readCutDialog } from './cut-dialog.ts';
import { readExit } from './exit.ts';
import { findWording } from './find-wording.ts';
import { reading } from './reading.ts';
import { readFragment } from './fragment.ts';
import { findRegions } from './regions.ts';
import { explainedRules, plainRules, type RuleBook } from './rule-book.ts';
import { type ScreenRow, toRows } from './rows.ts';

/**
 * What a screen of Claude Code says by itself. Pure, linear in the size of the screen, and never throws: whatever no
 * rule knows is `unknown`, with the reason in `rule` and `statusText`.
 */
export function readScreen(input: ScreenInput, options: ReadOptions = {}): ScreenReading {
  const rows = toRows(input);
  return readRows(rows, input, plainRules(wordingOf(rows, options)), options.partial);
}

/** The same, with the parts of the screen and the rules that were tried. */
export function explainScreen(input: ScreenInput, options: ReadOptions = {}): ScreenExplanation {
  const rows = toRows(input);
  const wording = wordingOf(rows, options);
  const steps = { regions: [], tried: [] };
  const read = readRows(rows, input, explainedRules(wording, steps), options.partial);
  return { reading: read, generation: wording.generation, ...steps };
}

function wordingOf(rows: readonly ScreenRow[], { version }: ReadOptions): Wording {
  return findWording(rows, version ?? null);
}

/** Reads with the given rules. */
export function readRows(
  rows: readonly ScreenRow[],
  { cols }: Pick<ScreenInput, 'cols'>,
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
      return readBlock(regions, rules);
    case 'open':
      return (
        (partial ? readFragment(regions.rows, cols, rules) : null) ??
        readOpen(regions.rows, cols, rules)
      );
  }
}

/** No rule anywhere: a first screen, one whose top is cut off, or one that is not drawn yet. */
function readOpen(rows: readonly ScreenRow[], cols: number, rules: RuleBook): ScreenReading {
  const { wording } = rules;
  const cut = readCutDialog({ rows, cols, framed: false }, rules);
  if (cut !== null) return cutReading(cut);
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
  const greets = rows.some((row) => wording.banner.some((part) => row.text.includes(part)));
  if (rules.holds('screen.banner', greets, () => 'the greeting is there, and no input box yet')) {
    return reading('starting', 'screen.banner');
  }
  const first = rows.find((row) => row.kind !== 'blank');
  return reading('unknown', 'screen.no_rule', { statusText: first?.text.trim() ?? null });
}
