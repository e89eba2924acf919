import { expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { splitWords } from './split-words.ts';

test.each([
  ['npm test', ['npm', 'test']],
  [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
  [`node -e "console.log('hi')"`, ['node', '-e', "console.log('hi')"]],
  ['a --x="y z"', ['a', '--x=y z']],
  ["a '$X' '*' ''", ['a', '$X', '*', '']],
  ["a 'it'\\''s'", ['a', "it's"]],
  ['make  test ', ['make', 'test']],
])('%s', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test.each([
  ['a && b', 'operator &&'],
  ['a; b', 'operator ;'],
  ['a | b', 'operator |'],
  ['a > b', 'operator >'],
  ['(a)', 'operator ('],
  ['a *.ts', 'pattern *.ts'],
  ['a $HOME', 'variable $HOME'],
  ['a "$HOME"', 'variable $HOME'],
  ['a $(ls)', 'dollar'],
  ['a `ls`', 'backtick'],
  ['a # b', 'comment'],
  ["a 'b", 'quote that is not closed'],
  ['a "b\\"', 'quote that is not closed'],
  ['a\nb', 'more than one line'],
  ['A=1 b', 'assignment A=1'],
  ['a ~/x', 'home directory'],
  ['  ', 'no program'],
  ["''", 'no program'],
])('%j is refused', async (line, what) => {
  const refused = await thrownBy(() => splitWords(line));
  expect(refused?.code).toBe('invalid_request');
  expect(refused?.message).toContain(what);
});
