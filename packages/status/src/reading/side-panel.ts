import type { ScreenInput } from '../types.ts';
import { characterAt, cutAt } from './columns.ts';

const BORDER = '│';
/** Rows of a rule that ends at the border of a panel. */
const CUT_RULE = /^─{20,}│/;

/**
 * In a wide terminal Claude Code may open a panel at the right (the changed files of a repository), with a border from
 * the first row to the last. The screen without it, as wide as what is left; the same where there is none.
 */
export function withoutSidePanel(input: ScreenInput): ScreenInput {
  const rule = input.lines.findLast((line) => CUT_RULE.test(line.text));
  if (rule === undefined) return input;
  const column = rule.text.indexOf(BORDER);
  const used = input.lines.filter((line) => line.text !== '');
  const bordered = used.filter((line) => characterAt(line.text, column) === BORDER);
  // The last row of the screen may be all of the conversation's.
  if (bordered.length < used.length - 1) return input;
  return { ...input, cols: column, lines: input.lines.map((line) => cutAt(line, column)) };
}
