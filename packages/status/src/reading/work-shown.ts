import type { ReadOptions, ScreenInput } from '../types.ts';
import { withoutNamedQueue } from './queued.ts';
import { wordsOf } from './read-screen.ts';
import { findRegions } from './regions.ts';
import { plainRules, type RuleBook } from './rule-book.ts';
import { toRows, type ScreenRow } from './rows.ts';
import { withoutSidePanel } from './side-panel.ts';
import { liveLine } from './spinner.ts';

/** What stands further to the right is a notice about something else. */
const NOTICE = 10;
/** What may be done about it meanwhile: `(ctrl+b to run in background)`, after some seconds. */
const RUNNING_HINT = /^\(?ctrl\+b .*run in background\)?$/;
/** How long a tool has run: ` · 12s` or `(1m 3s · timeout 2m)`, at the end of a row. */
const ELAPSED = /(?: · |\s?\()(?:\d+h ?)?(?:\d+m ?)?\d+(?:\.\d+)?s(?: · [^()]{0,60})?\)?$/;

/**
 * What a screen shows of the work itself, row by row: it stays the same while nothing is done. Left out is what moves by
 * itself: the working line and all that hangs below it (tips, a list of things to do), the glyph in front of what is said,
 * how long a tool has run, notices at the right, prompts that wait, and the input box with its hints.
 */
export function workShown(screen: ScreenInput, options: ReadOptions = {}): string[] {
  const input = withoutSidePanel(screen);
  const rows = toRows(input);
  const rules = plainRules(wordsOf(rows, screen, options));
  const regions = findRegions(rows, input.cols, rules);
  if (regions.type === 'empty') return [];
  const shown = regions.type === 'open' ? regions.rows : regions.above;
  const said = withoutNamedQueue(untilLive(shown.filter(isSaid), rules), rules);
  return said
    .filter((row) => !RUNNING_HINT.test(row.text.trim()))
    .map((row) => withoutGlyph(row, rules).replace(ELAPSED, ''));
}

function isSaid({ kind, indent }: ScreenRow): boolean {
  return kind === 'text' && indent < NOTICE;
}

function untilLive(rows: readonly ScreenRow[], rules: RuleBook): readonly ScreenRow[] {
  const at = rows.findLastIndex((row) => liveLine(row, rules) !== null);
  return at < 0 ? rows : rows.slice(0, at);
}

/** It blinks while a tool runs: its place is blank then. */
function withoutGlyph({ text }: ScreenRow, { wording }: RuleBook): string {
  const isGlyph = wording.messageGlyphs.includes(text[0] ?? ' ') && text[1] === ' ';
  return isGlyph ? text.slice(2).trim() : text.trim();
}
