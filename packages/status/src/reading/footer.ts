import type { ScreenRow } from './rows.ts';

/** The hints under a list that ends before row `to` of the block; where there is no list, the last row. */
export function footerOf(block: readonly ScreenRow[], to: number | null): string | null {
  const rows = block.slice(to ?? 0).filter((row) => row.kind === 'text');
  const hints = to === null ? rows.slice(-1) : rows;
  return hints.length === 0 ? null : hints.map((row) => row.text.trim()).join('\n');
}
