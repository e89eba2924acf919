import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPrices } from './load-prices.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aegis-prices-'));
  path = join(folder, 'prices.json');
});
afterEach(() => rm(folder, { recursive: true }));

const PRICE = { input: 1, output: 2, cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2 };

describe('loadPrices', () => {
  test('takes prices by model', async () => {
    const prices = { 'claude-new-1': { ...PRICE, longPrompt: { above: 200_000, ...PRICE } } };
    await writeFile(path, JSON.stringify(prices));
    expect(await loadPrices(path)).toEqual(prices);
  });

  test.each([
    ['a file that is not there', null, /cannot be read/],
    ['no JSON', '{"a": ', /not valid JSON/],
    ['a list', '[]', /must hold one JSON object/],
    ['a price that is not whole', '{"m": {"input": 1}}', /wrong at "m\.output"/],
    ['a text for a price', JSON.stringify({ m: { ...PRICE, input: '1' } }), /"m\.input": must be/],
    ['a negative price', JSON.stringify({ m: { ...PRICE, output: -1 } }), /must not be negative/],
    [
      'a word that nothing reads',
      JSON.stringify({ m: { ...PRICE, cache: 1 } }),
      /wrong at "m\.cache"/,
    ],
  ])('refuses %s, and says where', async (_what, text, message) => {
    if (text !== null) await writeFile(path, text);
    const error: unknown = await loadPrices(path).catch((thrown: unknown) => thrown);
    expect(AegisError.is(error) && error.code).toBe('config_invalid');
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(path);
  });
});
