import { expect, test } from 'vitest';
import { slopeOf } from './slope.ts';

test.each([
  [[], 0],
  [[7], 0],
  [[5, 5, 5, 5], 0],
  [[0, 2, 4, 6], 2],
  [[10, 9, 8], -1],
])('%j grows by %f', (values, slope) => {
  expect(slopeOf(values)).toBe(slope);
});

test('one bad sample does not count', () => {
  expect(slopeOf([1, 2, 3, 400, 5, 6, 7])).toBeCloseTo(1, 5);
});

test('a leak under noise is seen', () => {
  const noisy = Array.from({ length: 24 }, (_, at) => 100 + 3 * at + (at % 3) * 5);
  expect(slopeOf(noisy)).toBeGreaterThan(2.5);
  expect(slopeOf(noisy)).toBeLessThan(3.5);
});
