import { expect, test } from 'vitest';
import { decodeKeys } from '../keys/decode-keys.ts';
import { pressInList, shownLabel, type ListAnswer, type ListDialog } from './list-dialog.ts';
import { bashDialog, fileDialog, trustDialog } from './permission-dialog.ts';

/** Presses until it is closed. */
function press(start: ListDialog, input: string): ListDialog | ListAnswer {
  let dialog = start;
  for (const key of decodeKeys(input, true).keys) {
    const step = pressInList(dialog, key);
    if (step.type === 'closed') return step.answer;
    dialog = step.dialog;
  }
  return dialog;
}

const ENTER = '\r';
const UP = '\u001b[A';
const DOWN = '\u001b[B';

test('rows are chosen by Enter and by their number, and go round', () => {
  const { dialog, choices } = bashDialog({ command: 'touch x', description: '' }, 'Yes, always');
  expect(choices).toEqual(['allow', 'allow-always', 'auto', 'deny']);
  expect(press(dialog, ENTER)).toEqual({ type: 'chosen', row: 0, text: null });
  expect(press(dialog, UP + ENTER)).toEqual({ type: 'chosen', row: 3, text: null });
  expect(press(dialog, '2')).toEqual({ type: 'chosen', row: 1, text: null });
  expect(press(dialog, '9')).toMatchObject({ at: 0 });
  expect(press(dialog, '\u001b')).toBe('escaped');
});

test('Tab makes a box of a row, whose text goes with the answer', () => {
  const { dialog } = bashDialog({ command: 'touch x', description: '' }, null);
  const amending = press(dialog, `${UP}\t`);
  expect(amending).toMatchObject({ amending: '' });
  expect(shownLabel(amending as ListDialog, 2)).toBe('No, and tell Claude what to do differently');
  const typed = press(dialog, `${UP}\tuse 2`);
  expect(shownLabel(typed as ListDialog, 2)).toBe('No, use 2');
  expect(press(dialog, `${UP}\tuse 2${ENTER}`)).toEqual({ type: 'chosen', row: 2, text: 'use 2' });
});

test('Shift+Tab accepts edits from here on', () => {
  const change = {
    type: 'create',
    path: '/w/a',
    picture: '',
    content: '',
    original: null,
  } as const;
  const { dialog, choices } = fileDialog(change, '/w');
  const answer = press(dialog, '\u001b[Z');
  expect(answer).toMatchObject({ type: 'chosen', row: choices.indexOf('accept-edits') });
});

test('a folder is trusted by the second row, and by no number', () => {
  const { dialog, choices } = trustDialog('/w');
  expect(press(dialog, ENTER)).toMatchObject({ row: choices.indexOf('deny') });
  expect(press(dialog, `2${DOWN}${ENTER}`)).toMatchObject({ row: choices.indexOf('allow') });
});
