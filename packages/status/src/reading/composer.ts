import type { Composer } from '../types.ts';
import type { RuleBook } from './rule-book.ts';
import { matchesAny } from './match.ts';
import type { ScreenRow } from './rows.ts';

/** The mark, and the blank behind it. */
const MARGIN = 2;

/** What stands in the input box. `box`: the rows between its rules. */
export function readComposer(box: readonly ScreenRow[], { wording }: RuleBook): Composer {
  const mode = wording.prompts[box[0]?.text[0] ?? ''] ?? 'prompt';
  const text = box
    .map((row) => row.text.slice(MARGIN))
    .join('\n')
    .trimEnd();
  if (text === '') return { text: '', ghost: null, mode };
  const isGhost = isDim(box) || matchesAny(wording.placeholders, text);
  return isGhost ? { text: '', ghost: text, mode } : { text, ghost: null, mode };
}

/** A suggestion is dim but for the cell that the cursor is drawn on. */
function isDim(box: readonly ScreenRow[]): boolean {
  const typed = box
    .flatMap((row) => row.runs.filter((run) => run.end > MARGIN))
    .filter((run) => !run.inverse && run.text.trim() !== '');
  return typed.length > 0 && typed.every((run) => run.dim);
}
