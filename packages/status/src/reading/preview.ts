import type { ScreenRow } from './rows.ts';

const TOP = /^(?<left>.*? {2,})┌─+┐$/;
const NOTES = /^Notes: /;

/**
 * Beside the rows of a question may stand a frame with a preview of the highlighted one, and below it a line for
 * notes. The block without them.
 */
export function withoutPreview(block: readonly ScreenRow[]): readonly ScreenRow[] {
  const from = block.findIndex((row) => TOP.test(row.text));
  const left = TOP.exec(block[from]?.text ?? '')?.groups?.['left'];
  if (left === undefined) return block;
  const length = block.slice(from).findIndex((row) => /└─+┘$/.test(row.text));
  if (length < 0) return block;
  const to = from + length;
  const border = left.length;
  const cut = block.map((row, at) => (at < from || at > to ? row : cutAt(row, border)));
  const notes = cut.findIndex((row, at) => at > to && row.kind !== 'blank');
  const row = cut[notes];
  return row !== undefined && NOTES.test(row.text.trim()) ? cut.with(notes, blank(row)) : cut;
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
