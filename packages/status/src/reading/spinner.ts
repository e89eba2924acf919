import { isDone } from './ending.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

/** A row in the first column with one of the glyphs that the spinner is drawn with: live, or what became of it. */
export function isSpinnerLine(row: ScreenRow, { wording }: RuleBook): boolean {
  return (
    row.indent === 0 && wording.spinnerGlyphs.includes(row.text[0] ?? ' ') && row.text[1] === ' '
  );
}

/** What a live one says; null for any other row. */
export function liveLine(
  row: ScreenRow,
  rules: RuleBook,
): { spinner: string; activity: string | null } | null {
  if (!isSpinnerLine(row, rules)) return null;
  const said = row.text.slice(2);
  if (isDone(said)) return null;
  const known = rules.wording.activities.find((entry) => said.includes(entry.includes));
  if (known === undefined && !said.includes('…') && !said.startsWith('Waiting for ')) return null;
  return { spinner: said, activity: known?.activity ?? null };
}
