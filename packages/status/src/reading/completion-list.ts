import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

/** A list that stands on the input box, as the fullscreen renderer draws it: over the end of the conversation. */
export interface CompletionList {
  /** The first of its rows, counted from the top of the region above the box. */
  from: number;
  /** Nothing but blank rows is known to be below what is in sight, so that only the live line may be covered. */
  isApart: boolean;
}

/** Descriptions that go on in the next row stand that far to the right. */
const DESCRIPTION_INDENT = 20;
/** Between two parts of a conversation there is one blank row, and the list has up to two of its own above it. */
const APART_ROWS = 4;

/** The list with which what was typed can be completed: commands, or files and agents. */
export function findCompletionList(
  above: readonly ScreenRow[],
  draft: string,
  rules: RuleBook,
): CompletionList | null {
  if (!isCompleted(draft)) return null;
  let from = above.length;
  for (let at = above.length - 1; at >= 0; at -= 1) {
    const row = above[at];
    if (row === undefined || row.kind !== 'text' || row.indent === 0) break;
    if (isEntry(row, rules)) from = at;
    else if (row.indent < DESCRIPTION_INDENT) break;
  }
  if (from === above.length) return null;
  const last = above.slice(0, from).findLastIndex((row) => row.kind !== 'blank');
  return { from, isApart: from - 1 - last >= APART_ROWS };
}

/** Whether the last word of a draft is one that Claude Code offers a list for. */
export function isCompleted(draft: string): boolean {
  return /(?:^|\s)[/@]\S*$/.test(draft);
}

/** A command (`/x`), a file (`+ x`) or an agent (`* x`). */
export function isEntry({ text }: ScreenRow, { wording }: RuleBook): boolean {
  const words = text.trimStart();
  const entry = words.startsWith(`${wording.pointer} `) ? words.slice(2) : words;
  return /^(?:\/|[+*] )\S/.test(entry);
}
