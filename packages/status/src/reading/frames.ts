import { indentOf, kindOf, type ScreenRow } from './rows.ts';

const SIDE = '│';

/** A frame around the last thing on the screen, as Claude Code before 2.0.76 draws around its dialogs. */
export interface BottomFrame {
  /** Index of its first row: the top of the frame, or the first row of the screen where that is out of sight. */
  top: number;
  bottom: number;
  /** The top is above the screen. */
  cut: boolean;
}

/**
 * `end`: the last used row. Hints below the frame are indented, and there are few; a list below it (`pointer`) shows
 * that the frame is only around what the list is about.
 */
export function findBottomFrame(
  rows: readonly ScreenRow[],
  end: number,
  pointer: string,
): BottomFrame | null {
  let bottom = end;
  while (bottom >= 0 && rows[bottom]?.kind !== 'frame-bottom') {
    const row = rows[bottom];
    if (row === undefined || (row.kind !== 'blank' && row.indent === 0)) return null;
    if (row.text.trimStart().startsWith(`${pointer} `)) return null;
    bottom--;
  }
  let top = bottom - 1;
  // A row with characters of uncertain width may be wider or narrower than its frame.
  while (top >= 0 && rows[top]?.text.startsWith(SIDE) === true) top--;
  if (bottom < 1 || top === bottom - 1) return null;
  if (top < 0) return { top: 0, bottom, cut: true };
  return rows[top]?.kind === 'frame-top' ? { top, bottom, cut: false } : null;
}

/** The rows between the sides of a frame, as if they stood alone. `cols`: of the frame. */
export function insideFrame(
  rows: readonly ScreenRow[],
  { cols, cut }: { cols: number; cut: boolean },
): readonly ScreenRow[] {
  const inner = cols - 2;
  return withDashedFrame(
    cut,
    rows.map((row) => {
      const closed = row.text.endsWith(SIDE);
      const text = row.text.slice(1, closed ? -1 : undefined).trimEnd();
      const runs = withoutSides(row.runs, closed);
      const width = text.length;
      return {
        ...row,
        text,
        indent: indentOf(text),
        kind: kindOf(text, inner, width),
        runs,
        shift: row.shift + 1,
      };
    }),
  );
}

/** Without the first and, where the row is closed, the last character, which are the sides of the frame. */
function withoutSides(runs: ScreenRow['runs'], closed = true): ScreenRow['runs'] {
  const [first, ...others] = runs;
  if (first === undefined) return runs;
  const opened = [{ ...first, text: first.text.slice(1), start: first.start + 1 }, ...others];
  const last = opened.at(-1);
  if (last === undefined || !closed) return opened;
  const shorter = { ...last, text: last.text.slice(0, -1), end: last.end - 1 };
  return [...opened.slice(0, -1), shorter].filter((run) => run.text !== '');
}

/**
 * What a dialog shows (a file, a plan) stands in a frame of its own, of lines or of dashes, and later builds draw
 * just a dashed row above and below it. As these would have it.
 */
export function withDashedFrame(cut: boolean, rows: readonly ScreenRow[]): readonly ScreenRow[] {
  const top = rows.findIndex((row) => isEdge(row, '╭', '╮') || row.kind === 'dashes');
  const bottom = rows.findLastIndex((row) => isEdge(row, '╰', '╯') || row.kind === 'dashes');
  // Of a dialog that is higher than the screen only the lower edge may be left.
  const isLeft = cut && bottom >= 0 && (top < 0 || top === bottom);
  if (!isLeft && (top < 0 || bottom <= top)) return rows;
  return rows.map((row, index) => {
    if (index === bottom || (index === top && !isLeft)) return { ...row, kind: 'dashes' };
    return (isLeft || index > top) && index < bottom ? withoutInnerSides(row) : row;
  });
}

function isEdge(row: ScreenRow, start: string, end: string): boolean {
  const text = row.text.trim();
  return text.startsWith(`${start}─`) && text.endsWith(`─${end}`);
}

const SIDES = '│╎';

function withoutInnerSides(row: ScreenRow): ScreenRow {
  const text = row.text;
  const first = text[row.indent] ?? '';
  const last = text.at(-1) ?? '';
  if (first === '' || !SIDES.includes(first) || !SIDES.includes(last)) return row;
  const cut = row.indent + 1;
  const inner = text.slice(cut, -1).trimEnd();
  const kind = inner === '' ? 'blank' : 'text';
  return {
    ...row,
    text: inner,
    indent: indentOf(inner),
    kind,
    runs: withoutSides(row.runs.filter((run) => run.text.trim() !== '')),
    shift: row.shift + cut,
  };
}
