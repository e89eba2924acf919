import type { Key } from '../keys/key.ts';
import type { DialogStep } from './dialog-step.ts';

/** What stands above the rows of a dialog. */
export type HeadPart =
  | { readonly type: 'title'; readonly text: string; readonly plain?: boolean }
  | { readonly type: 'text'; readonly text: string; readonly bold?: boolean }
  | { readonly type: 'hint'; readonly text: string }
  /** A dashed rule. */
  | { readonly type: 'dashes' }
  /** Lines of a file or a command, as they are. */
  | { readonly type: 'verbatim'; readonly text: string }
  | { readonly type: 'blank' };

export interface DialogRow {
  readonly label: string;
  /** What a row that was amended with Tab says before anything is typed; null where it takes no text. */
  readonly amended: string | null;
}

/** A dialog with rows of which one is chosen. */
export interface ListDialog {
  readonly type: 'list';
  readonly head: readonly HeadPart[];
  readonly rows: readonly DialogRow[];
  readonly numbered: boolean;
  /** Columns before the pointer. */
  readonly indent: number;
  readonly footer: string | null;
  readonly at: number;
  /** What was typed on the row that Tab made a box of; null where none is. */
  readonly amending: string | null;
  /** The row that Shift+Tab chooses; null where it chooses none. */
  readonly shiftTab: number | null;
}

export type ListAnswer =
  { readonly type: 'chosen'; readonly row: number; readonly text: string | null } | 'escaped';

/** What a key does to a dialog. */
export function pressInList(dialog: ListDialog, key: Key): DialogStep<ListDialog, ListAnswer> {
  const stay = (change: Partial<ListDialog>): DialogStep<ListDialog, ListAnswer> => ({
    type: 'open',
    dialog: { ...dialog, ...change },
  });
  if (key.type !== 'key') {
    const [typed] = key.text;
    if (dialog.amending !== null) return stay({ amending: dialog.amending + key.text });
    const row = Number(typed) - 1;
    if (!dialog.numbered || dialog.rows[row] === undefined) return stay({});
    return { type: 'closed', answer: { type: 'chosen', row, text: null } };
  }
  const count = dialog.rows.length;
  switch (key.key) {
    case 'Up':
      return stay({ at: (dialog.at + count - 1) % count, amending: null });
    case 'Down':
      return stay({ at: (dialog.at + 1) % count, amending: null });
    case 'Tab': {
      const isBox = dialog.rows[dialog.at]?.amended != null;
      return stay(isBox && dialog.amending === null ? { amending: '' } : {});
    }
    case 'Backspace':
      return stay({ amending: dialog.amending?.slice(0, -1) ?? null });
    case 'Enter':
      return { type: 'closed', answer: { type: 'chosen', row: dialog.at, text: textOf(dialog) } };
    case 'BackTab':
      if (dialog.shiftTab === null) return stay({});
      return { type: 'closed', answer: { type: 'chosen', row: dialog.shiftTab, text: null } };
    case 'Escape':
    case 'C-c':
      return { type: 'closed', answer: 'escaped' };
    default:
      return stay({});
  }
}

function textOf({ amending }: ListDialog): string | null {
  return amending === null || amending.trim() === '' ? null : amending.trim();
}

/** The label of a row as it stands. */
export function shownLabel(dialog: ListDialog, index: number): string {
  const row = dialog.rows[index];
  if (row === undefined) return '';
  if (index !== dialog.at || dialog.amending === null || row.amended === null) return row.label;
  return dialog.amending === '' ? row.amended : `${row.label}, ${dialog.amending}`;
}
