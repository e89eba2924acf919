import { describe, expect, test } from 'vitest';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';

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
