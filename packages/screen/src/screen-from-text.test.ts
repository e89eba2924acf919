import { expect, test } from 'vitest';
import { screenFromText } from './screen-from-text.ts';
import { texts } from './testing/screens.ts';

test('as wide as its longest line, as high as it has lines', async () => {
  const snapshot = await screenFromText('one\n漢字 three\n\ntwo\n');
  expect([snapshot.cols, snapshot.rows]).toEqual([10, 4]);
  expect(texts(snapshot)).toEqual(['one', '漢字 three', '', 'two']);
  expect(snapshot.cursor.visible).toBe(false);
});

test('a full last row does not scroll', async () => {
  expect(texts(await screenFromText('abc\ndef\n', { cols: 3 }))).toEqual(['abc', 'def']);
});

test('colours are read and take no room', async () => {
  const snapshot = await screenFromText('\u001b[1mab\u001b[0m\r\ncd\r\n');
  expect([snapshot.cols, snapshot.rows]).toEqual([2, 2]);
  expect(snapshot.lines[0]?.runs[0]?.bold).toBe(true);
});

test('too long lines wrap, of too many the last ones show', async () => {
  const snapshot = await screenFromText('a\nb\n123456', { cols: 4, rows: 3 });
  expect(texts(snapshot)).toEqual(['b', '1234', '56']);
  expect(snapshot.lines[1]?.wrapped).toBe(true);
});

test('an empty capture is an empty screen', async () => {
  expect(texts(await screenFromText(''))).toEqual(['']);
});

test('lines that wrap make the screen higher', async () => {
  expect(texts(await screenFromText('123456\nab', { cols: 4 }))).toEqual(['1234', '56', 'ab']);
});
