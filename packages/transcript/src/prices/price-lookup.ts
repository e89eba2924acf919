import { LIST_PRICES, MODEL_ALIASES } from './list-prices.ts';
import { plainModelName } from './model-name.ts';
import type { ModelPrice, ModelPrices, PriceLookup } from './model-price.ts';

function own(prices: ModelPrices, name: string): ModelPrice | null {
  return Object.hasOwn(prices, name) ? (prices[name] ?? null) : null;
}

/**
 * Prices by model: those that are passed go before the list's. A name is looked for as it is, then less its provider and
 * date; a version that is in neither is not known, however near another one is.
 */
export function priceLookup(prices: ModelPrices = {}): PriceLookup {
  return (model) => {
    const plain = plainModelName(model);
    const name = Object.hasOwn(MODEL_ALIASES, plain) ? (MODEL_ALIASES[plain] ?? plain) : plain;
    return own(prices, model) ?? own(prices, name) ?? own(LIST_PRICES, name);
  };
}
