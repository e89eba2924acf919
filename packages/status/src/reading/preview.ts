import type { ScreenRow } from './rows.ts';

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
  const cut = block.map((row, at) => (at < from || at > to ? row : cutAt(row, border)));
  const notes = cut.findIndex((row, at) => at > to && row.kind !== 'blank');
  const row = cut[notes];
  return row !== undefined && NOTES.test(row.text.trim()) ? cut.with(notes, blank(row)) : cut;
}

/** Where the frame's top begins, with two blanks before it; 0 where the row is none. */
function borderOf({ text }: ScreenRow): number {
  const at = text.search(FRAME_TOP);
  return at > 1 && text.slice(at - 2, at) === '  ' ? at : 0;
}

function cutAt(row: ScreenRow, border: number): ScreenRow {
  const at = row.text.search(/[┌│└](?=[^┌└]*[┐│┘]$)/);
  const text = row.text.slice(0, at < 0 ? border : at).trimEnd();
  if (text === '') return blank(row);
  return { ...row, text, runs: row.runs.filter((run) => run.start < text.length) };
}

function blank(row: ScreenRow): ScreenRow {
  return { ...row, text: '', indent: 0, kind: 'blank', runs: [] };
}
