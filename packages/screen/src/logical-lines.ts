import { codePointWidth } from './cell-width.ts';
import type { LogicalLine, Snapshot } from './types.ts';

/**
 * The lines as they were written: rows joined where the terminal broke them. A blank right before a wide character
 * that moved to the next row cannot be told from the cell that it left empty.
 */
export function logicalLines(snapshot: Pick<Snapshot, 'lines' | 'cols'>): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: LogicalLine | null = null;
  for (const [row, { text, wrapped }] of snapshot.lines.entries()) {
    if (open === null) {
      open = { text, row, rowCount: 1 };
      lines.push(open);
    } else {
      open.text += text;
      open.rowCount++;
    }
    // A blank in the last columns of a row that goes on is part of the line.
    if (wrapped) open.text += ' '.repeat(missingBlanks(snapshot, row));
    else open = null;
  }
  return lines;
}

function missingBlanks(snapshot: Pick<Snapshot, 'lines' | 'cols'>, row: number): number {
  const end = snapshot.lines[row]?.runs.at(-1)?.end ?? 0;
  // A wide character that did not fit leaves one cell behind that nobody wrote.
  const next = snapshot.lines[row + 1]?.runs[0]?.text.codePointAt(0);
  const wideMovedDown =
    end === snapshot.cols - 1 && next !== undefined && codePointWidth(next) === 2;
  return wideMovedDown ? 0 : snapshot.cols - end;
}
