import type { ScreenInput } from '../types.ts';

type Runs = ScreenInput['lines'][number]['runs'];

/**
 * A row of the screen, sorted by shape. The rules and frames span the whole width from the first column, where
 * neither prose nor tool output ever stands: Claude Code indents both. They are what everything else is anchored on.
 */
export interface ScreenRow {
  index: number;
  /** No-break spaces and curly apostrophes made plain; nothing at the end. */
  text: string;
  /** Blanks before the text; 0 for a blank row. */
  indent: number;
  kind: RowKind;
  runs: Runs;
  /** Columns that were cut off at the left; `runs` still counts them. */
  shift: number;
}

export type RowKind =
  | 'blank'
  | 'rule'
  | 'overlay-rule'
  | 'label-rule'
  | 'scroll-rule'
  | 'dashes'
  | 'frame-top'
  | 'frame-bottom'
  | 'text';

const RULE = '─';
const OVERLAY_RULE = '▔';
const DASH = '╌';
const SHORTEST_RULE = 10;
/** Some builds leave two columns free behind the rule of an overlay. */
const WIDEST_GAP = 2;
/** A session's name, and what is left of the rule. */
const LABEL_RULE_END = / ─{1,4}$/;
/** An input box that holds more than fits says so in its rule: `─── ↑ 12 more ────`. */
const SCROLL_RULE = /^─+ [↑↓] \d+ more ─+$/;

export function toRows(input: ScreenInput): ScreenRow[] {
  const rows: ScreenRow[] = [];
  for (const [index, line] of input.lines.entries()) {
    const text = plain(line.text);
    const { runs } = line;
    const before = rows.at(-1);
    // What the terminal itself wrapped goes on in the first column, and is no row of its own.
    const goesOn = before !== undefined && input.lines[index - 1]?.wrapped === true && text !== '';
    const indent = goesOn ? Math.max(before.indent, 1) : indentOf(text);
    const width = runs.at(-1)?.end ?? text.length;
    const isCovered = input.alternate && isCoveredRule({ text, indent, width }, input.cols);
    const whole = isCovered ? 'overlay-rule' : kindOf(text, input.cols, width);
    const kind = goesOn ? 'text' : whole;
    rows.push({ index, text, indent, kind, runs, shift: 0 });
  }
  return rows;
}

/** A row that is taken out, its place kept. */
export function blanked(row: ScreenRow): ScreenRow {
  return { ...row, text: '', indent: 0, kind: 'blank', runs: [] };
}

/** In the fullscreen renderer a notice may stand in the rule of an overlay, and cover all but its end. */
function isCoveredRule(
  { text, indent, width }: { text: string; indent: number; width: number },
  cols: number,
): boolean {
  return indent <= 1 && width >= cols - 1 && text.endsWith(` ${OVERLAY_RULE}`);
}

/** The rows of a pane inside the screen, as if its left edge were the screen's; null if one stands out of it. */
export function insideOf(
  rows: readonly ScreenRow[],
  margin: number,
  cols: number,
): ScreenRow[] | null {
  if (rows.some((row) => row.kind !== 'blank' && row.indent < margin)) return null;
  return rows.map((row) => {
    const text = row.text.slice(margin);
    const width = (row.runs.at(-1)?.end ?? row.text.length) - row.shift - margin;
    const indent = Math.max(row.indent - margin, 0);
    return { ...row, text, indent, kind: kindOf(text, cols, width), shift: row.shift + margin };
  });
}

/** As the wording tables have it. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('’', "'").trimEnd();
}

export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** `width`: the columns that the text takes, which for wide characters is more than its length. */
export function kindOf(text: string, cols: number, width: number): RowKind {
  if (text === '') return 'blank';
  const trimmed = text.trimStart();
  if (trimmed[0] === DASH && consistsOf(trimmed, DASH) && trimmed.length >= SHORTEST_RULE) {
    return 'dashes';
  }
  if (trimmed !== text) return 'text';
  if (width < Math.max(cols - WIDEST_GAP, SHORTEST_RULE)) return 'text';
  if (consistsOf(text, RULE)) return 'rule';
  if (text.startsWith(OVERLAY_RULE.repeat(2)) && text.endsWith(OVERLAY_RULE)) return 'overlay-rule';
  if (SCROLL_RULE.test(text)) return 'scroll-rule';
  // A session's name stands in the rule: `──── my session ─`.
  if (text.startsWith(RULE + RULE) && LABEL_RULE_END.test(text)) return 'label-rule';
  if (text.startsWith('╭─') && text.endsWith('─╮')) return 'frame-top';
  if (text.startsWith('╰─') && text.endsWith('─╯')) return 'frame-bottom';
  return 'text';
}

function consistsOf(text: string, character: string): boolean {
  for (const one of text) if (one !== character) return false;
  return true;
}

/** Index of the last row with anything on it, or -1. */
export function lastUsed(rows: readonly ScreenRow[], from = rows.length - 1): number {
  let index = from;
  while (index >= 0 && rows[index]?.kind === 'blank') index--;
  return index;
}
