import type { Composer } from '../types.ts';
import type { RuleBook } from './rule-book.ts';
import { matchesAny } from './match.ts';
import { plain, type ScreenRow } from './rows.ts';

/** The mark, and the blank behind it. */
const MARGIN = 2;

/** What stands in the input box. `box`: the rows between its rules. */
export function readComposer(box: readonly ScreenRow[], { wording }: RuleBook): Composer {
  const mode = wording.prompts[box[0]?.text[0] ?? ''] ?? 'prompt';
  const hint = parameterHint(box);
  const text = box
    .map((row) => row.text.slice(MARGIN))
    .join('\n')
    .slice(0, hint === null ? undefined : -hint.length)
    .trimEnd();
  if (text === '') return { text: '', ghost: null, mode };
  const isGhost = isDim(box) || matchesAny(wording.placeholders, text);
  return isGhost ? { text: '', ghost: text, mode } : { text, ghost: hint, mode };
}

/** A suggestion is dim but for the cell that the cursor is drawn on. */
function isDim(box: readonly ScreenRow[]): boolean {
  const typed = box
    .flatMap((row) => row.runs.filter((run) => run.end > MARGIN))
    .filter((run) => !run.inverse && run.text.trim() !== '');
  return typed.length > 0 && typed.every((run) => run.dim);
}

/** `[name]`, `<optional words>`: as they are written where no colour tells them from what was typed. */
const HINT = /^[[<].*[\]>]$/;

/** Behind a command, and the cursor, Claude Code writes what it can be given: `/clear  [name]`. Null where it does not. */
function parameterHint(box: readonly ScreenRow[]): string | null {
  const [row, ...others] = box;
  if (row === undefined || others.some(({ kind }) => kind !== 'blank')) return null;
  if (!row.text.slice(MARGIN).startsWith('/')) return null;
  const cursor = row.runs.findLastIndex((run) => run.inverse);
  if (cursor < 0 || row.runs[cursor]?.text.trim() !== '') return null;
  const behind = row.runs.slice(cursor + 1);
  const words = behind.filter(({ text }) => text.trim() !== '');
  const hint = plain(behind.map(({ text }) => text).join(''));
  const isFaint = words.every((run) => run.dim || run.foreground !== 'default');
  return words.length > 0 && (isFaint || HINT.test(hint)) ? hint : null;
}
