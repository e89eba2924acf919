import type { ScreenRow } from './rows.ts';

/** What stands between the first and the last dashed row below the last rule. */
export function lastFrame(rows: readonly ScreenRow[]): readonly ScreenRow[] | null {
  const top = rows.findLastIndex((row) => row.kind === 'rule');
  const below = rows.slice(top + 1);
  const open = below.findIndex((row) => row.kind === 'dashes');
  const close = below.findLastIndex((row) => row.kind === 'dashes');
  return open < 0 || open === close ? null : below.slice(open + 1, close);
}
