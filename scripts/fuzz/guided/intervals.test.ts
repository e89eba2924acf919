import { expect, it } from 'vitest';
import { common, lengthOf } from './intervals.ts';

it('counts what stands inside of another once', () => {
  expect(
    lengthOf([
      [0, 10],
      [2, 4],
      [20, 21],
    ]),
  ).toBe(11);
  expect(lengthOf([])).toBe(0);
});

it('finds what two lists share', () => {
  expect(
    common(
      [
        [0, 10],
        [20, 30],
      ],
      [
        [5, 25],
        [6, 7],
      ],
    ),
  ).toEqual([
    [5, 10],
    [20, 25],
  ]);
  expect(common([[0, 10]], [])).toEqual([]);
});
