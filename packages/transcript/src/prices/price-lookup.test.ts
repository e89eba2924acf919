import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { LIST_PRICES, LIST_PRICES_TAKEN, MODEL_ALIASES } from './list-prices.ts';
import { plainModelName } from './model-name.ts';
import { modelPricesSchema } from './model-price.ts';
import { priceLookup } from './price-lookup.ts';

const priceOf = priceLookup();

describe('priceLookup', () => {
  it.each([
    ['claude-opus-5-5', 4, 20],
    ['claude-opus-5-5[1m]', 4, 20],
    ['claude-opus-4-5-20251101', 5, 25],
    ['claude-opus-4-1-20250805', 15, 75],
    ['claude-opus-4-0', 15, 75],
    ['claude-opus-4-20250514', 15, 75],
    ['claude-opus-4@20250514', 15, 75],
    ['claude-sonnet-4-5-20250929', 3, 15],
    ['claude-sonnet-4-5@20250929', 3, 15],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15],
    ['global.anthropic.claude-opus-4-6-v1', 5, 25],
    ['us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0', 3, 15],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 1, 5],
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0',
      15,
      75,
    ],
    ['anthropic/claude-sonnet-5', 2, 10],
    ['vertex_ai/claude-3-5-sonnet-v2@20241022', 3, 15],
    ['claude-3-5-haiku-latest', 0.8, 4],
    ['Claude-Haiku-5-5', 0.1, 0.5],
  ])('knows %s', (model, input, output) => {
    expect(priceOf(model)).toMatchObject({ input, output });
  });

  it.each([
    // The next minor version, and the one after a version that has none.
    'claude-opus-4-9',
    'claude-opus-5-6',
    'claude-sonnet-4-7-20270101',
    'claude-opus-6',
    'claude-haiku-4',
    'claude-opus-4-55',
    'claude-opus-5-5-mini',
    'claude-opus-4-5-preview',
    // What an alias stands for today is not known.
    'opus',
    'sonnet',
    'opusplan',
    'gpt-5',
    'my.claude-opus-5-5',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
    '<synthetic>',
    '__proto__',
    'toString',
    '',
  ])('does not guess %s', (model) => {
    expect(priceOf(model)).toBeNull();
  });

  it('takes the caller’s prices before the list’s, by the whole name or the plain one', () => {
    const mine = { input: 1, output: 2, cacheRead: 3, cacheWrite5m: 4, cacheWrite1h: 5 };
    const lookup = priceLookup({
      'claude-new-1': mine,
      'claude-opus-5-5': mine,
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc': mine,
    });
    expect(lookup('claude-new-1')).toBe(mine);
    expect(lookup('us.anthropic.claude-new-1-20270101-v1:0')).toBe(mine);
    expect(lookup('claude-opus-5-5')).toBe(mine);
    expect(lookup('arn:aws:bedrock:us-east-1:1:application-inference-profile/abc')).toBe(mine);
    expect(lookup('claude-new-2')).toBeNull();
    expect(lookup('claude-opus-5')).toMatchObject({ input: 5 });
  });
});

describe('the list', () => {
  it('says when and from where it was taken', () => {
    expect(LIST_PRICES_TAKEN.on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(LIST_PRICES_TAKEN.from.length).toBeGreaterThan(0);
  });

  it('has the form that a file of prices must have, by names that the lookup finds', () => {
    expect(v.is(modelPricesSchema, LIST_PRICES)).toBe(true);
    for (const name of Object.keys(LIST_PRICES)) expect(plainModelName(name)).toBe(name);
    for (const name of Object.values(MODEL_ALIASES)) expect(LIST_PRICES).toHaveProperty([name]);
  });
});
