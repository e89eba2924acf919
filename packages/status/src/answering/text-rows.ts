import type { DialogRow } from '../types.ts';

/**
 * Rows that are a box: what is typed on one replaces its label. Of the rows that decline, no other one takes a text; on
 * those a digit would choose a row.
 */
const TEXT_ROWS: readonly RegExp[] = [
  // 2.0.57 and later, in permission and plan dialogs.
  /^Type here to tell Claude what to /,
  // 2.1, in plan dialogs.
  /^Tell Claude what to change/,
  // 2.1, after Tab on a plain "No". With "(esc)" behind it, it is only another way to press that key.
  /^No, and tell Claude what to do differently$/,
];

/** Whether a text can be typed on the row as it stands. */
export function takesText({ label, role }: Pick<DialogRow, 'label' | 'role'>): boolean {
  return role === 'decline-with-feedback' && TEXT_ROWS.some((row) => row.test(label));
}

/** The row is what was typed, or ends in it: `No, use rm`. Blanks may have been wrapped. */
export function holds(row: DialogRow, text: string): boolean {
  const label = flat(row.label);
  return text !== '' && (label === flat(text) || label.endsWith(`,${flat(text)}`));
}

function flat(text: string): string {
  return text.replace(/\s+/g, '');
}
