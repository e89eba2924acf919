import { codePointWidth } from './cell-width.ts';
import type { ScreenState } from './types.ts';

/**
 * The terminal sequence that draws a captured state on a screen that was just reset and has its size. The rows may
 * carry colours from one into the next, as `tmux capture-pane -e` prints them, so they are always drawn in order.
 */
export function restoreSequence(state: ScreenState): string {
  const rows = state.lines.slice(0, state.rows);
  const parts = ['\u001b)0'];
  if (state.alternate) parts.push('\u001b[?1049h');
  parts.push(wrapMarks(state), '\u001b[?7l');
  parts.push(...rows.map((line, row) => `${at(row, 0)}${line}`), '\u000f\u001b[m');
  if (waitsToWrap(state)) {
    const before = rows.slice(0, state.cursor.y).map((line, row) => `${at(row, 0)}${line}`);
    const last = `\u001b[?7h${at(state.cursor.y, 0)}${rows[state.cursor.y] ?? ''}`;
    parts.push(...before, last, '\u000f\u001b[m');
    // Blanks at the end are not captured, so the last column may have to be filled for the cursor to wait behind it.
    if (isShort(rows[state.cursor.y] ?? '', state.cols)) {
      parts.push(at(state.cursor.y, state.cols - 1), ' ');
    }
  } else {
    parts.push('\u001b[?7h', at(state.cursor.y, Math.min(state.cursor.x, state.cols - 1)));
  }
  if (!state.cursor.visible) parts.push('\u001b[?25l');
  return parts.join('');
}

/**
 * A row is marked as wrapped only by a character that runs over its end. So one is made to, and then erased in a
 * way that keeps the mark (ECH does, EL at the first column does not); what the row holds is drawn later.
 */
function wrapMarks(state: ScreenState): string {
  const marks: string[] = [];
  for (let row = 0; row < state.rows - 1; row++) {
    if (state.wrapped[row] !== true) continue;
    const end = at(row, state.cols - 1);
    marks.push(`${end}xx${at(row + 1, 0)}\u001b[X${end}\u001b[X`);
  }
  return marks.join('');
}

/** The cursor stands behind the last column: the next character goes to the next row. */
function waitsToWrap(state: ScreenState): boolean {
  return state.cursor.x >= state.cols;
}

/** Whether a captured row leaves its last column blank. */
function isShort(line: string, cols: number): boolean {
  let width = 0;
  // eslint-disable-next-line no-control-regex -- a captured row holds colours and shifts of the character set
  for (const character of line.replaceAll(/\u001b\[[\d;:]*m|[\u000e\u000f]/g, '')) {
    width += codePointWidth(character.codePointAt(0) ?? 0);
  }
  return width < cols;
}

function at(row: number, column: number): string {
  return `\u001b[${row + 1};${column + 1}H`;
}
