import { describe, expect, test } from 'vitest';
import { formatAge, parseDuration } from './duration.ts';
import { indent } from './indent.ts';
import { shellQuote } from './shell-quote.ts';
import { table } from './table.ts';

describe('parseDuration', () => {
  test.each([
    ['90', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['10m', 600_000],
    ['0', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
  test.each(['', 'soon', '-1', '1d', '1 s', '1e9', '5s5'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow('is no duration');
  });
});

test.each([
  [-5, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3_600_000, '1h'],
  [200_000_000, '2d'],
])('formatAge %d', (milliseconds, text) => {
  expect(formatAge(milliseconds)).toBe(text);
});

test('a table is aligned by what is seen: colours take no room, wide characters take two', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  const rows = [
    [{ text: '日本', style: red }, { text: 'b' }, { text: 'end ' }],
    [{ text: 'abcde' }, { text: '' }, { text: '' }],
  ];
  expect(table(rows)).toBe(`${red('日本')}   b  end\nabcde`);
});

test('indent leaves empty lines empty', () => {
  expect(indent('a\n\nb')).toBe('  a\n\n  b');
});

test.each([
  ['plain-word_1/2.txt', 'plain-word_1/2.txt'],
  ['two words', "'two words'"],
  ["it's $HOME", "'it'\\''s $HOME'"],
  ['', "''"],
])('shellQuote %j', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});
