import * as v from 'valibot';

const rate = v.pipe(
  v.number('must be a number: USD per million tokens'),
  v.finite(),
  v.minValue(0, 'must not be negative'),
);

const rates = {
  input: rate,
  output: rate,
  cacheRead: rate,
  /** Written to the cache for five minutes. */
  cacheWrite5m: rate,
  /** Written to the cache for an hour. */
  cacheWrite1h: rate,
};

/** What a model costs, in USD per million tokens. */
export const modelPriceSchema = v.strictObject({
  ...rates,
  /** What all tokens of a request cost whose prompt, what comes out of the cache included, has more than `above` tokens. */
  longPrompt: v.optional(
    v.strictObject({ above: v.pipe(v.number(), v.integer(), v.minValue(1)), ...rates }),
  ),
  /** What a request costs that was served in fast mode. Without it the cost of such a request is not known. */
  fast: v.optional(v.strictObject(rates)),
});
export type ModelPrice = v.InferOutput<typeof modelPriceSchema>;

/** Prices by the name of the model: as Claude Code reports it, or less its provider and date. */
export const modelPricesSchema = v.record(
  v.pipe(v.string(), v.minLength(1, 'must name a model'), v.maxLength(200)),
  modelPriceSchema,
);
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

/** The price of a model; null where it is not known. */
export type PriceLookup = (model: string) => ModelPrice | null;
