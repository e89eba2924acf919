import type { Wording } from '../wording/types.ts';
import { insideOf, lastUsed, type ScreenRow } from './rows.ts';

/**
 * The screen from the bottom up. `box`: the input box is the last thing on it, but for the hints below. `block`:
 * a rule with something under it that is no input box, which is where dialogs and overlays stand. `open`: neither.
 */
export type Regions =
  | { type: 'empty' }
  | { type: 'box'; above: ScreenRow[]; box: ScreenRow[]; below: ScreenRow[] }
  | { type: 'block'; above: ScreenRow[]; block: ScreenRow[]; cols: number }
  | { type: 'open'; rows: ScreenRow[] };

export function findRegions(rows: readonly ScreenRow[], cols: number, wording: Wording): Regions {
  const end = lastUsed(rows);
  if (end < 0) return { type: 'empty' };
  const box = findBox(rows, end, wording);
  if (box !== null) return box;
  const top = blockTop(rows, end);
  if (top < 0) return { type: 'open', rows: rows.slice(0, end + 1) };
  const block = rows.slice(top + 1, end + 1);
  if (rows[top]?.kind === 'overlay-rule') return insideOverlay(block, cols);
  return { type: 'block', above: rows.slice(0, top), block, cols };
}

/** The fullscreen renderer draws overlays, and some dialogs, in a pane with a margin. */
const OVERLAY_MARGIN = 2;

function insideOverlay(rows: ScreenRow[], outerCols: number): Regions {
  const cols = outerCols - 2 * OVERLAY_MARGIN;
  const inside = insideOf(rows, OVERLAY_MARGIN, cols);
  if (inside === null) return { type: 'block', above: [], block: rows, cols: outerCols };
  const top = blockTop(inside, inside.length - 1);
  return {
    type: 'block',
    above: inside.slice(0, Math.max(top, 0)),
    block: inside.slice(top + 1),
    cols,
  };
}

function findBox(rows: readonly ScreenRow[], end: number, wording: Wording): Regions | null {
  let bottom = end;
  while (bottom >= 0 && !isBoxRule(rows[bottom])) {
    const row = rows[bottom];
    // Hints are indented; anything at the first column is not the box's.
    if (row === undefined || (row.kind !== 'blank' && row.indent === 0)) return null;
    bottom--;
  }
  let top = bottom - 1;
  while (top >= 0 && !isRule(rows[top]) && !isBoxRule(rows[top])) top--;
  const first = rows[top + 1];
  if (bottom < 0 || top < 0 || first === undefined || top + 1 >= bottom) return null;
  const box = rows.slice(top + 1, bottom);
  // Scrolled down, the mark of its first row is out of sight.
  const isScrolled = rows[top]?.kind === 'scroll-rule';
  if (!isScrolled && !isPrompt(first, wording)) return null;
  const unmarked = isScrolled ? box : box.slice(1);
  if (unmarked.some((row) => row.indent === 1)) return null;
  if (unmarked.some((row) => row.kind !== 'blank' && row.indent === 0)) return null;
  return { type: 'box', above: rows.slice(0, top), box, below: rows.slice(bottom + 1, end + 1) };
}

function isPrompt(row: ScreenRow, wording: Wording): boolean {
  const mark = row.text[0] ?? '';
  return mark in wording.prompts && (row.text.length === 1 || row.text[1] === ' ');
}

function isBoxRule(row: ScreenRow | undefined): boolean {
  return row?.kind === 'rule' || row?.kind === 'scroll-rule';
}

function isRule(row: ScreenRow | undefined): boolean {
  return row?.kind === 'rule' || row?.kind === 'label-rule';
}

/** The rule that a block hangs from. A rule above a numbered row that is not the first divides a list. */
function blockTop(rows: readonly ScreenRow[], end: number): number {
  for (let index = end; index >= 0; index--) {
    const kind = rows[index]?.kind;
    if (kind === 'overlay-rule') return index;
    if (kind !== 'rule') continue;
    const next = rows[index + 1]?.text ?? '';
    if (!/^\W{0,4}(?:[2-9]|\d{2})\. /.test(next)) return index;
  }
  return -1;
}
