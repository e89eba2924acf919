import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrappedRows } from './wrapped-rows.ts';

it.each([
  [
    ['aaaa', 'aa', 'b'],
    ['aaaaaa', 'b'],
    [true, false, false],
  ],
  [
    ['', 'x  ', ''],
    ['', 'x  ', ''],
    [false, false, false],
  ],
  [['漢漢', '漢b '], ['漢漢漢b'], [true, false]],
  // A wide character that did not fit leaves a blank cell behind, which -J leaves out.
  [['ab漢 ', '漢c'], ['ab漢漢c'], [true, false]],
  [['ab  ', ' c'], ['ab   c'], [true, false]],
])('%j joined as %j', (rows, joined, wrapped) => {
  expect(wrappedRows(rows, joined)).toEqual(wrapped);
});

it.each([
  [
    ['a', 'b'],
    ['a', 'x'],
  ],
  [['a', 'b'], ['a']],
  [['a'], ['a', 'b']],
  [['a'], ['ab']],
])('says that none is wrapped where the two do not fit: %j, %j', (rows, joined) => {
  expect(wrappedRows(rows, joined)).toEqual(rows.map(() => false));
});

it('finds the wraps that the rows were joined by', () => {
  const word = fc.stringMatching(/^[a-z漢 ]{0,7}x$/);
  const paragraph = fc.array(word, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(paragraph, { maxLength: 8 }), (paragraphs) => {
      const rows = paragraphs.flat();
      const expected = paragraphs.flatMap((words) =>
        words.map((_, index) => index < words.length - 1),
      );
      expect(
        wrappedRows(
          rows,
          paragraphs.map((words) => words.join('')),
        ),
      ).toEqual(expected);
    }),
  );
});
