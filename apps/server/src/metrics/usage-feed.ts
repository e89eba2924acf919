import type { UsageGrowth } from '@aegis/core';
import { BoundedLabels } from './bounded-labels.ts';
import type { Counters } from './definitions.ts';

/** Models that have series of their own: their names come out of transcripts. */
const MOST_MODELS = 50;

/** Counts what sessions use. */
export class UsageFeed {
  readonly #counters: Pick<Counters, 'tokens' | 'cost' | 'unpriced'>;
  readonly #models = new BoundedLabels(MOST_MODELS);

  constructor(counters: Pick<Counters, 'tokens' | 'cost' | 'unpriced'>) {
    this.#counters = counters;
  }

  take({ model: name, usage }: UsageGrowth): void {
    const { tokens, cost, unpriced } = this.#counters;
    const model = this.#models.label(name);
    const kinds = {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cache_read: usage.cacheReadTokens,
      cache_write: usage.cacheWriteTokens,
    };
    let sum = 0;
    for (const [kind, count] of Object.entries(kinds)) {
      tokens.inc({ model, kind }, count);
      sum += count;
    }
    if (usage.costUsd === null) unpriced.inc({ model }, sum);
    else cost.inc({ model }, usage.costUsd);
  }
}
