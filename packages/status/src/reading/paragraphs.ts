import type { ScreenRow } from './rows.ts';

/** What is asked: the rows right above the list, up to a blank row or a dashed one. */
export function lastParagraph(rows: readonly ScreenRow[]): string {
  const { start, end } = lastParagraphRange(rows);
  return rows
    .slice(start, end)
    .map((row) => row.text.trim())
    .join(' ');
}

export function lastParagraphRange(rows: readonly ScreenRow[]): { start: number; end: number } {
  let end = rows.length;
  while (end > 0 && rows[end - 1]?.kind === 'blank') end--;
  let start = end;
  while (start > 0 && rows[start - 1]?.kind === 'text') start--;
  return { start, end };
}

/** The first rows of text that follow each other. */
export function firstParagraph(rows: readonly ScreenRow[]): string {
  const start = rows.findIndex((row) => row.kind === 'text');
  const lines: string[] = [];
  for (const row of start < 0 ? [] : rows.slice(start)) {
    if (row.kind !== 'text') break;
    lines.push(row.text.trim());
  }
  return lines.join(' ');
}
