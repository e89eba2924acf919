import type { Usage } from '@aegis/protocol';
import { US_ONLY_FACTOR } from './prices/list-prices.ts';
import type { ModelPrice } from './prices/model-price.ts';
import { promptTokens, totalTokens, type TokenCounts, type UsageRecord } from './usage-record.ts';
import { addTokens, NO_TOKENS, toUsage } from './usage-sum.ts';

/** Tokens that have one price. */
interface Tariff {
  kind: 'standard' | 'longPrompt' | 'fast';
  isUsOnly: boolean;
  tokens: TokenCounts;
}

/**
 * What was used of one model, apart by what it costs: a request has its price by its own prompt and speed. Tokens are kept,
 * and cost is reckoned at the end, so that what is taken back leaves no trace of rounding.
 */
export class ModelTokens {
  readonly #price: ModelPrice | null;
  readonly #tariffs = new Map<string, Tariff>();

  /** @param price null where it is not known */
  constructor(price: ModelPrice | null) {
    this.#price = price;
  }

  /** @param sign -1 takes back what was counted */
  count(record: UsageRecord, sign: 1 | -1): void {
    const kind = this.#kindOf(record);
    const { isUsOnly } = record;
    const key = `${kind} ${isUsOnly ? 'us' : ''}`;
    const known = this.#tariffs.get(key)?.tokens ?? NO_TOKENS;
    this.#tariffs.set(key, { kind, isUsOnly, tokens: addTokens(known, record.tokens, sign) });
  }

  usage(): Usage {
    let tokens = NO_TOKENS;
    let costUsd: number | null = 0;
    for (const tariff of this.#tariffs.values()) {
      tokens = addTokens(tokens, tariff.tokens, 1);
      const cost = this.#costOf(tariff);
      costUsd = costUsd === null || cost === null ? null : costUsd + cost;
    }
    return toUsage(tokens, costUsd);
  }

  #kindOf({ isFast, tokens }: UsageRecord): Tariff['kind'] {
    if (isFast) return 'fast';
    const above = this.#price?.longPrompt?.above ?? Number.POSITIVE_INFINITY;
    return promptTokens(tokens) > above ? 'longPrompt' : 'standard';
  }

  #costOf({ kind, isUsOnly, tokens }: Tariff): number | null {
    if (totalTokens(tokens) === 0) return 0;
    const price = kind === 'standard' ? this.#price : (this.#price?.[kind] ?? null);
    if (price === null) return null;
    const perMillion =
      tokens.input * price.input +
      tokens.output * price.output +
      tokens.cacheRead * price.cacheRead +
      tokens.cacheWrite5m * price.cacheWrite5m +
      tokens.cacheWrite1h * price.cacheWrite1h;
    return (perMillion * (isUsOnly ? US_ONLY_FACTOR : 1)) / 1_000_000;
  }
}
