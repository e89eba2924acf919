import type { Usage } from '@aegis/protocol';
import type { Entry } from './types.ts';
import { addUsage, NO_TOKENS, toUsage } from './usage-sum.ts';
import { ModelTokens } from './model-tokens.ts';
import type { PriceLookup } from './prices/model-price.ts';
import { compactedTokens, totalTokens, toUsageRecord, type UsageRecord } from './usage-record.ts';

export interface UsageCounterOptions {
  /** The price of a model, or null where it is not known. Without it `costUsd` is null. */
  prices?: PriceLookup;
}

/** Counts each API message once, however many entries and files it stands in. */
export interface UsageCounter {
  /** Returns whether the entry changed anything. Entries may come in any order and more than once. */
  add(entry: Entry): boolean;
  /** Over all messages, subagents' too. `costUsd` is null as soon as one model's price is not known. */
  total(): Usage;
  /** The same for each model. */
  byModel(): ReadonlyMap<string, Usage>;
  /** Tokens in the main conversation's context after its newest message; null where not known. */
  contextTokens(): number | null;
}

/**
 * Claude Code repeats a message's usage on each of its entries, the early ones with a placeholder for the
 * output, and copies messages into forks. Entries are of one message when id and request are the same; where
 * one is a subagent's, or has no request, the id alone decides.
 */
export function createUsageCounter({ prices }: UsageCounterOptions = {}): UsageCounter {
  const byMessage = new Map<string, UsageRecord[]>();
  const perModel = new Map<string, ModelTokens>();
  let context: number | null = null;

  function count(record: UsageRecord, sign: 1 | -1): void {
    const { model } = record;
    const known = perModel.get(model) ?? new ModelTokens(prices?.(model) ?? null);
    perModel.set(model, known);
    known.count(record, sign);
  }

  function keep(record: UsageRecord, key: string): boolean {
    const known = byMessage.get(key) ?? [];
    const place = known.findIndex((other) => isSameMessage(other, record));
    const other = known[place];
    if (other === undefined) {
      byMessage.set(key, [...known, record]);
    } else {
      if (!isBetter(record, other)) return false;
      count(other, -1);
      known[place] = record;
    }
    count(record, 1);
    return true;
  }

  return {
    add(entry) {
      const compacted = compactedTokens(entry);
      if (compacted !== null) {
        context = compacted.tokens;
        return true;
      }
      const record = toUsageRecord(entry);
      if (record === null) return false;
      if (!entry.isSidechain) context = totalTokens(record.tokens);
      // Without an id only the entry itself can be told from another.
      return keep(record, record.messageId ?? `entry ${entry.uuid ?? entry.start}`);
    },
    total: () =>
      Array.from(perModel.values(), (model) => model.usage()).reduce(
        addUsage,
        toUsage(NO_TOKENS, prices === undefined ? null : 0),
      ),
    byModel: () => new Map(Array.from(perModel, ([name, model]) => [name, model.usage()])),
    contextTokens: () => context,
  };
}

function isSameMessage(a: UsageRecord, b: UsageRecord): boolean {
  if (a.isSidechain || b.isSidechain) return true;
  return a.requestId === null || b.requestId === null || a.requestId === b.requestId;
}

function isBetter(candidate: UsageRecord, known: UsageRecord): boolean {
  if (candidate.isSidechain !== known.isSidechain) return known.isSidechain;
  const difference = totalTokens(candidate.tokens) - totalTokens(known.tokens);
  return difference === 0 ? candidate.hasSpeed && !known.hasSpeed : difference > 0;
}
