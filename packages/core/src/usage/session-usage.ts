import type { Usage } from '@aegis/protocol';
import { createUsageCounter, type Entry, type PriceLookup } from '@aegis/transcript';

/** What was used of one model since it was last asked. */
export interface UsageGrowth {
  model: string;
  /** Null costUsd: what it costs is not known. */
  usage: Usage;
}

/**
 * What a session has used: over all its conversations, and its subagents. What it used before it was watched counts, and is
 * no growth. What a conversation that it goes on with had used before is another session's.
 */
export class SessionUsage {
  readonly #counter;
  readonly #earlier;
  readonly #since: number;
  #told: ReadonlyMap<string, Usage> = new Map();

  /** @param since when the session began, in epoch milliseconds; null: it began with its conversation */
  constructor(prices: PriceLookup, since: number | null) {
    this.#counter = createUsageCounter({ prices });
    this.#earlier = createUsageCounter({ prices });
    this.#since = since ?? -Infinity;
  }

  /** Returns whether it changed anything. */
  add(entry: Entry): boolean {
    const writtenAt = entry.timestamp === null ? Infinity : Date.parse(entry.timestamp);
    if (writtenAt >= this.#since) return this.#counter.add(entry);
    this.#earlier.add(entry);
    return false;
  }

  total(): Usage {
    return this.#counter.total();
  }

  byModel(): { model: string; usage: Usage }[] {
    return Array.from(this.#counter.byModel(), ([model, usage]) => ({ model, usage }));
  }

  contextTokens(): number | null {
    return this.#counter.contextTokens() ?? this.#earlier.contextTokens();
  }

  /** What was added since the last call. A message that is told in pieces grows with each. */
  growth(): UsageGrowth[] {
    const now = this.#counter.byModel();
    const grown = Array.from(now, ([model, usage]) => ({
      model,
      usage: less(usage, this.#told.get(model)),
    })).filter(({ usage }) => tokensOf(usage) > 0);
    this.#told = now;
    return grown;
  }
}

export function tokensOf(usage: Usage): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}

/** Never below zero: a better line of a message may say less than the one before. */
function less(usage: Usage, before: Usage | undefined): Usage {
  if (before === undefined) return usage;
  const rest = (one: number, other: number) => Math.max(0, one - other);
  return {
    inputTokens: rest(usage.inputTokens, before.inputTokens),
    outputTokens: rest(usage.outputTokens, before.outputTokens),
    cacheReadTokens: rest(usage.cacheReadTokens, before.cacheReadTokens),
    cacheWriteTokens: rest(usage.cacheWriteTokens, before.cacheWriteTokens),
    costUsd:
      usage.costUsd === null || before.costUsd === null
        ? null
        : rest(usage.costUsd, before.costUsd),
  };
}
