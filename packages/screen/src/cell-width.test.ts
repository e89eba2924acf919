import { expect, test } from 'vitest';
import { codePointWidth } from './cell-width.ts';
import { screenAfter } from './testing/screens.ts';

test.each([
  ['ascii', 'ab', 2],
  ['CJK', '漢字', 4],
  ['emoji', '😀🫠', 4],
  ['joined emoji', '👨‍👩‍👧', 2],
  ['combining', 'e\u0301x', 2],
  ['box drawing and Claude Code’s marks', '─│╭⎿❯●✻⏵⏸', 9],
  ['no-break space', '\u00a0', 1],
  ['zero width space', 'a\u200bb', 2],
  ['Hangul jamo', '\u1112\u1161\u11ab', 2],
  ['right to left', 'سلام', 4],
  ['variation selector', '❤\ufe0f', 1],
])('%s', async (_, text, cells) => {
  expect((await screenAfter(text)).cursor.x).toBe(cells);
});

test('a mark at the start of a row has nothing to join', async () => {
  expect((await screenAfter('\u0301x')).lines[0]?.text).toContain('x');
});

test('every code point has a width, and controls have none', () => {
  for (const codePoint of [0, 7, 0x1b, 0x7f, 0x9b]) expect(codePointWidth(codePoint)).toBe(0);
  for (let codePoint = 0x20; codePoint < 0x110000; codePoint += 997) {
    expect([0, 1, 2]).toContain(codePointWidth(codePoint));
  }
});
