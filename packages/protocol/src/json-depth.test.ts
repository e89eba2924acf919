import { expect, it } from 'vitest';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';

const nested = (depth: number): unknown =>
  JSON.parse('[{"a":'.repeat(depth / 2) + '0' + '}]'.repeat(depth / 2));

it('takes what is nested as deep as it may be', () => {
  expect(isTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
  expect(isTooDeep('text')).toBe(false);
  expect(isTooDeep(null)).toBe(false);
});

it('finds what is nested deeper, at any depth, and beside what is not', () => {
  expect(isTooDeep(nested(MAX_JSON_DEPTH + 2))).toBe(true);
  expect(isTooDeep({ a: [1, 2], b: nested(200_000) })).toBe(true);
});
