import type { OptionRole } from '@aegis/protocol';
import type { DialogRow } from '../types.ts';
import type { ListedOption } from './options.ts';
import type { ScreenRow } from './rows.ts';

/** Behind the row that is in force now. */
const CURRENT = ' ✔';

/** The rows below a label: in its colour it goes on, in another it is described. */
export function toDialogRow(
  option: ListedOption,
  described: 'by-color' | 'always' | 'never',
  roleOf: (label: string) => OptionRole,
): DialogRow {
  const split = splitAt(option, described);
  const texts = option.more.map((row) => row.text);
  const whole = [option.label, ...texts.slice(0, split)].join(' ');
  // Pickers put a description behind the label, two blanks apart.
  const [shown = whole, ...behind] = whole.split(/ {2,}/);
  const label = shown.endsWith(CURRENT) ? shown.slice(0, -CURRENT.length) : shown;
  const description = [...behind, ...texts.slice(split)].join(' ');
  const { highlighted, number, checked, line } = option;
  return {
    label,
    role: roleOf(label),
    highlighted,
    number,
    checked,
    description: description === '' ? null : description,
    line,
  };
}

function splitAt(option: ListedOption, described: 'by-color' | 'always' | 'never'): number {
  if (described === 'always') return 0;
  const at = described === 'never' ? -1 : option.more.findIndex((row) => !row.sameColor);
  return at < 0 ? option.more.length : at;
}

/** Whether the rows carry colours at all; a plain capture has none. */
export function hasColors(rows: readonly ScreenRow[]): boolean {
  return rows.some((row) => row.runs.some((run) => run.foreground !== 'default' || run.dim));
}
