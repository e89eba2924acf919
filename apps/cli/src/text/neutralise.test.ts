import { expect, test } from 'vitest';
import { neutralise, neutraliseDeep, oneLine, toSafeJson } from './neutralise.ts';

test.each([
  ['a clear screen', '\u001b[2J', '␛[2J'],
  ['a title', '\u001b]0;owned\u0007', '␛]0;owned␇'],
  ['an 8-bit control sequence', '\u009b2J', '<U+009B>2J'],
  ['a carriage return that overwrites', 'rm -rf\rls', 'rm -rf␍ls'],
  ['a backspace', 'ab\b\b', 'ab␈␈'],
  ['delete', '\u007f', '␡'],
  ['text that is shown backwards', 'a\u202etxt.exe', 'a<U+202E>txt.exe'],
  ['tabs, newlines and letters of the world', 'a\tb\n日本 é 👍', 'a\tb\n日本 é 👍'],
])('shows %s', (_name, text, shown) => {
  expect(neutralise(text)).toBe(shown);
});

test('puts text on one line', () => {
  expect(oneLine('a\nb\tc')).toBe('a⏎b c');
});

test('reaches every string of a value, keys too', () => {
  const value = { list: ['\u001b[0m', 1, null], '\u001b]': { deep: '\r' }, flag: true };
  expect(neutraliseDeep(value)).toEqual({
    list: ['␛[0m', 1, null],
    '␛]': { deep: '␍' },
    flag: true,
  });
});

test('spells JSON so that it does a terminal no harm, and means the same', () => {
  const value = { text: '\u001b[2J\u009b2J\u007f\u202e\u2066 日本' };
  const json = toSafeJson(value);
  // eslint-disable-next-line no-control-regex -- that there are none is what is tested
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
  expect(json).toContain('日本');
  expect(JSON.parse(json)).toEqual(value);
});
