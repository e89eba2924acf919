import type { ScreenReading } from '../types.ts';
import { readDialog } from './dialog.ts';
import { isHead } from './head.ts';
import { reading } from './reading.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';
import { liveLine } from './spinner.ts';

/**
 * The lower part of a screen, as a capture of its last rows is: no rule and no box. What the assistant says is
 * indented by two columns, and what a tool answers by more, so a dialog's question and rows are told from a quoted
 * one by their place at the left edge.
 */
export function readFragment(
  rows: readonly ScreenRow[],
  cols: number,
  rules: RuleBook,
): ScreenReading | null {
  const live = rows.findLast((row) => row.kind === 'text' && row.indent === 0);
  const spinner = live === undefined ? null : liveLine(live, rules);
  const spins = 'the last thing in the first column is a live line';
  if (rules.holds('screen.fragment_spinner', spinner !== null, () => spins)) {
    return reading('working', 'screen.fragment.spinner', { statusText: spinner?.spinner ?? null });
  }
  const start = topOfBlock(rows, rules);
  const block = rows.slice(start);
  const region = { type: 'block', above: [], block, cols, cut: false, framed: false } as const;
  const known = readDialog(region, rules);
  if (known === null || known.dialog.options.length < 2) return null;
  const { dialog, status, activity } = known;
  const first = dialog.options[0]?.line ?? 0;
  const pointed = rows.find((row) => row.index === first)?.indent ?? 0;
  const why = `the list stands in column ${String(pointed)}`;
  if (!rules.holds('screen.fragment', pointed < 2, () => why)) return null;
  return reading(status, `screen.fragment.${activity ?? dialog.name}`, {
    statusText: dialog.title,
    // Where the title is out of sight, what stands first is no subject.
    dialog: { ...dialog, subject: dialog.name === 'tool' ? null : dialog.subject, cut: true },
    activity,
  });
}

/** Below the last thing that was said. In the first column the pointer of a list looks like the mark of a prompt. */
function topOfBlock(rows: readonly ScreenRow[], rules: RuleBook): number {
  const at = rows.findLastIndex((row) => row.kind === 'text' && isHead(row, rules));
  return /^❯ \d+\. /.test(rows[at]?.text ?? '') ? 0 : at + 1;
}
