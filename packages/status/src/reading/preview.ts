import { columnOf, cutAt } from './columns.ts';
import { blanked, type ScreenRow } from './rows.ts';

const FRAME_TOP = /┌─+┐$/;
const FRAME_BOTTOM = /└─+┘$/;
const NOTES = /^Notes: /;

/**
 * Beside the rows of a question may stand a frame with a preview of the highlighted one, and below it a line for
 * notes. The block without them.
 */
export function withoutPreview(block: readonly ScreenRow[]): readonly ScreenRow[] {
  const from = block.findIndex((row) => borderOf(row) > 0);
  const length = block.slice(from).findIndex((row) => FRAME_BOTTOM.test(row.text));
  const top = block[from];
  if (top === undefined || length < 0) return block;
  const to = from + length;
  const border = borderOf(top);
  const cut = block.map((row, at) => (at < from || at > to ? row : leftOf(row, border)));
  const notes = cut.findIndex((row, at) => at > to && row.kind !== 'blank');
  const row = cut[notes];
  return row !== undefined && NOTES.test(row.text.trim()) ? cut.with(notes, blanked(row)) : cut;
}

/** The column in which the frame's top begins, with two blanks before it; 0 where the row is none. */
function borderOf({ text }: ScreenRow): number {
  const at = text.search(FRAME_TOP);
  return at > 1 && text.slice(at - 2, at) === '  ' ? columnOf(text, at) : 0;
}

function leftOf(row: ScreenRow, border: number): ScreenRow {
  const left = cutAt(row, border);
  return left.text === '' ? blanked(row) : left;
}
