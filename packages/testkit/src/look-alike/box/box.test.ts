import { expect, test } from 'vitest';
import { decodeKeys } from '../keys/decode-keys.ts';
import { editBox, EMPTY_BOX, submittedText, type Box } from './box.ts';

function typed(input: string, box: Box = EMPTY_BOX): Box {
  return decodeKeys(input, true).keys.reduce(editBox, box);
}

test('text is typed, also between what is there', () => {
  expect(typed('ac\u001b[Db').text).toBe('abc');
  expect(typed('one\ntwo').text).toBe('one\ntwo');
});

test('a first exclamation mark is for the shell, unless a letter stood before it', () => {
  expect(typed('!ls')).toMatchObject({ mode: 'shell', text: 'ls' });
  // How a driver types one as text.
  expect(typed('x!\u0001\u0004\u0005 hey')).toMatchObject({ mode: 'prompt', text: '! hey' });
  expect(typed('!\u007f').mode).toBe('prompt');
});

test('C-u takes a line at a time, and then the break above it', () => {
  const box = typed('one\ntwo');
  expect(typed('\u0015', box).text).toBe('one\n');
  expect(typed('\u0015\u0015', box).text).toBe('one');
  expect(typed('\u0015\u0015\u0015', box).text).toBe('');
});

test('Backspace and Delete take whole characters', () => {
  expect(typed('a😀\u007f').text).toBe('a');
  expect(typed('😀a\u0001\u001b[3~').text).toBe('a');
});

test('a long paste is a mark, and is sent as quoted', () => {
  const box = typed('look: \u001b[200~1\n2\n3\u001b[201~');
  expect(box.text).toBe('look: [Pasted text #1 +2 lines]');
  expect(submittedText(box)).toContain('\n1\n2\n3\n</pasted_content id="0001">');
  expect(typed('\u001b[200~short\u001b[201~').text).toBe('short');
});

test('the end of a prompt is trimmed', () => {
  expect(submittedText(typed('a  \n'))).toBe('a');
});
