import * as v from 'valibot';
import { expect, test } from 'vitest';
import { timestampSchema, toTimestamp } from './time.ts';

test.each([0, 1, 1_753_000_000_123, -1, 253_402_300_799_999])('%i is a timestamp', (epochMs) => {
  const text = toTimestamp(epochMs);
  expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  expect(v.is(timestampSchema, text)).toBe(true);
  expect(Date.parse(text)).toBe(epochMs);
});

test.each(['', 'yesterday', '2026-01-01', '1753000000', 5])('%j is none', (value) => {
  expect(v.is(timestampSchema, value)).toBe(false);
});
