import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';
import { isSpinnerLine } from './spinner.ts';

/** Something that was said begins here. In old builds a long line may go on in the first column. */
export function isHead(row: ScreenRow, rules: RuleBook): boolean {
  const { prompts, messageGlyphs, resultGlyph } = rules.wording;
  const glyph = row.text[0];
  if (glyph === undefined || row.indent > 0) return false;
  return (
    glyph in prompts ||
    messageGlyphs.includes(glyph) ||
    glyph === resultGlyph ||
    isSpinnerLine(row, rules)
  );
}
