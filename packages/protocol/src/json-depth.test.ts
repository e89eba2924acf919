import { describe, expect, test } from 'vitest';
import { isTooDeep, isValueTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';

const nested = (levels: number, open = '[', close = ']') =>
  open.repeat(levels) + close.repeat(levels);

describe('isTooDeep', () => {
  test('counts levels of arrays and objects', () => {
    expect(isTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
    expect(isTooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
    expect(isTooDeep(nested(MAX_JSON_DEPTH + 1, '{"a":', '}'))).toBe(true);
  });

  test('wide is not deep', () => {
    expect(isTooDeep(`[${'[],{},'.repeat(1_000)}0]`)).toBe(false);
  });

  test('brackets in strings are text, behind escaped quotes and backslashes too', () => {
    const text = '['.repeat(1_000);
    for (const value of [text, `"${text}`, `\\"${text}`, `\\\\${text}`]) {
      expect(isTooDeep(JSON.stringify({ value }))).toBe(false);
      expect(isTooDeep(`[${JSON.stringify(value)},${nested(MAX_JSON_DEPTH + 1)}]`)).toBe(true);
    }
  });
});

describe('isValueTooDeep', () => {
  const value = (depth: number): unknown =>
    JSON.parse('[{"a":'.repeat(depth / 2) + '0' + '}]'.repeat(depth / 2));

  test('takes what is nested as deep as it may be', () => {
    expect(isValueTooDeep(value(MAX_JSON_DEPTH))).toBe(false);
    expect(isValueTooDeep('text')).toBe(false);
    expect(isValueTooDeep(null)).toBe(false);
  });

  test('finds what is nested deeper, at any depth, and beside what is not', () => {
    expect(isValueTooDeep(value(MAX_JSON_DEPTH + 2))).toBe(true);
    expect(isValueTooDeep({ a: [1, 2], b: value(200_000) })).toBe(true);
  });
});
