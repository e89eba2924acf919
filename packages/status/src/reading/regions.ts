import { findBottomFrame, insideFrame, withDashedFrame } from './frames.ts';
import type { RuleBook } from './rule-book.ts';
import { insideOf, lastUsed, type ScreenRow } from './rows.ts';

/**
 * The screen from the bottom up. `box`: the input box is the last thing on it, but for the hints below. `block`:
 * a rule with something under it that is no input box, or a frame, which is where dialogs and overlays stand.
 * `open`: neither.
 */
export type Regions =
  | { type: 'empty' }
  | { type: 'box'; above: ScreenRow[]; box: ScreenRow[]; below: ScreenRow[] }
  | Block
  | { type: 'open'; rows: ScreenRow[] };

export interface Block {
  type: 'block';
  above: readonly ScreenRow[];
  block: readonly ScreenRow[];
  /** Of the pane that it stands in. */
  cols: number;
  /** Its top is above the screen. */
  cut: boolean;
  /** It stands in a frame of lines. */
  framed: boolean;
}

export function findRegions(rows: readonly ScreenRow[], cols: number, rules: RuleBook): Regions {
  const end = lastUsed(rows);
  if (rules.holds('regions.empty', end < 0, () => 'every row is blank')) return { type: 'empty' };
  const box = findBox(rows, end, rules);
  if (rules.holds('regions.box', box !== null, () => whyBox(box)) && box !== null) return box;
  const framed = findFramed(rows, end, { cols, rules });
  if (framed !== null) return framed;
  const top = blockTop(rows, end, rules);
  const what = top < 0 ? 'no rule spans the screen' : `a rule in row ${top}`;
  if (!rules.holds('regions.block', top >= 0, () => what)) {
    rules.region('open', 0, end + 1);
    return { type: 'open', rows: rows.slice(0, end + 1) };
  }
  rules.region('above', 0, top);
  rules.region('block', top + 1, end + 1);
  const block = withDashedFrame(false, withoutSecondRule(rows.slice(top + 1, end + 1)));
  const isOverlay = rows[top]?.kind === 'overlay-rule';
  if (rules.holds('regions.overlay', isOverlay, () => 'the rule is drawn with ▔')) {
    return insideOverlay(block, cols, rules);
  }
  return { type: 'block', above: rows.slice(0, top), block, cols, cut: false, framed: false };
}

function whyBox(box: Regions | null): string {
  return box === null
    ? 'the last rows are no two rules with a prompt mark between them'
    : 'two rules, a prompt mark between them, and nothing but hints below';
}

function findFramed(
  rows: readonly ScreenRow[],
  end: number,
  { cols, rules }: { cols: number; rules: RuleBook },
): Block | null {
  const frame = findBottomFrame(rows, end, rules.wording.pointer);
  const why = frame === null ? 'no frame is the last thing' : `a frame, rows ${frame.top} and on`;
  if (!rules.holds('regions.frame', frame !== null, () => why) || frame === null) return null;
  const { top, bottom, cut } = frame;
  rules.region('above', 0, top);
  rules.region('frame', top, bottom + 1);
  rules.region('below', bottom + 1, end + 1);
  const inside = insideFrame(rows.slice(cut ? top : top + 1, bottom), { cols, cut });
  const below = rows.slice(bottom + 1, end + 1);
  return {
    type: 'block',
    above: rows.slice(0, top),
    block: [...inside, ...below],
    cols: cols - 2,
    cut,
    framed: true,
  };
}

/** The fullscreen renderer draws overlays, and some dialogs, in a pane with a margin. */
const OVERLAY_MARGIN = 2;

function insideOverlay(rows: readonly ScreenRow[], outerCols: number, rules: RuleBook): Block {
  const cols = outerCols - 2 * OVERLAY_MARGIN;
  const inside = insideOf(rows, OVERLAY_MARGIN, cols);
  if (inside === null) {
    const whole = { above: [], block: rows, cols: outerCols };
    return { type: 'block', ...whole, cut: false, framed: false };
  }
  const top = blockTop(inside, inside.length - 1, rules);
  const above = inside.slice(0, Math.max(top, 0));
  return { type: 'block', above, block: inside.slice(top + 1), cols, cut: false, framed: false };
}

function findBox(rows: readonly ScreenRow[], end: number, rules: RuleBook): Regions | null {
  let bottom = end;
  while (bottom >= 0 && !isBoxRule(rows[bottom])) {
    const row = rows[bottom];
    // Hints are indented; of what stands in the first column only a menu can be the box's.
    if (row === undefined || (row.kind !== 'blank' && row.indent === 0 && !isMenu(row)))
      return null;
    bottom--;
  }
  let top = bottom - 1;
  while (top >= 0 && !isRule(rows[top]) && !isBoxRule(rows[top])) top--;
  const first = rows[top + 1];
  if (bottom < 0 || top < 0 || first === undefined || top + 1 >= bottom) return null;
  const box = rows.slice(top + 1, bottom);
  // Right after it was emptied, the menu may still be there.
  const completes = /^.(?: [/@]|$)/.test(first.text);
  if (!completes && rows.slice(bottom + 1, end + 1).some((row) => isMenu(row))) return null;
  // Scrolled down, the mark of its first row is out of sight.
  const isScrolled = rows[top]?.kind === 'scroll-rule';
  if (!isScrolled && !isPrompt(first, rules)) return null;
  const unmarked = isScrolled ? box : box.slice(1);
  if (unmarked.some((row) => row.indent === 1)) return null;
  if (unmarked.some((row) => row.kind !== 'blank' && row.indent === 0)) return null;
  rules.region('above', 0, top);
  rules.region('box', top + 1, bottom);
  rules.region('below', bottom + 1, end + 1);
  return { type: 'box', above: rows.slice(0, top), box, below: rows.slice(bottom + 1, end + 1) };
}

/** A command or a file that completes what was typed; some builds list them below the box. */
function isMenu({ text }: ScreenRow): boolean {
  return ['/', '+ ', '* '].some((start) => text.startsWith(start));
}

function isPrompt(row: ScreenRow, { wording }: RuleBook): boolean {
  const mark = row.text[0] ?? '';
  return mark in wording.prompts && (row.text.length === 1 || row.text[1] === ' ');
}

function isBoxRule(row: ScreenRow | undefined): boolean {
  return row?.kind === 'rule' || row?.kind === 'scroll-rule';
}

function isRule(row: ScreenRow | undefined): boolean {
  return row?.kind === 'rule' || row?.kind === 'label-rule';
}

/** Some overlays have a second line below their rule, one column in. */
function withoutSecondRule(block: readonly ScreenRow[]): readonly ScreenRow[] {
  const first = block.findIndex((row) => row.kind !== 'blank');
  const text = block[first]?.text.trim() ?? '';
  return text.length > 0 && /^─+$/.test(text) ? block.slice(first + 1) : block;
}

/** The rule that a block hangs from. A rule above a numbered row that is not the first divides a list. */
function blockTop(rows: readonly ScreenRow[], end: number, rules: RuleBook): number {
  for (let index = end; index >= 0; index--) {
    const kind = rows[index]?.kind;
    if (kind === 'overlay-rule') return index;
    if (kind !== 'rule') continue;
    const next = rows[index + 1]?.text ?? '';
    // Beside a preview the way out to the chat has no number.
    const leaves = next.replace(/^\W{0,4}/, '') === rules.wording.question.chat;
    const divides = leaves || /^\W{0,4}(?:[2-9]|\d{2})\.(?!\d)/.test(next);
    const why = `the rule in row ${rows[index]?.index ?? index} stands inside a list`;
    if (!rules.holds('regions.divider', divides, () => why)) return index;
  }
  return -1;
}
