import * as v from 'valibot';
import { countOrZero, recordOrNull, stringOrNull } from './fields.ts';
import type { Entry } from './types.ts';

/** The tokens of one API message. */
export interface TokenCounts {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}

export interface UsageRecord {
  messageId: string | null;
  requestId: string | null;
  model: string;
  isSidechain: boolean;
  tokens: TokenCounts;
  /** Served in fast mode, which has a price of its own. */
  isFast: boolean;
  /** Served in the United States alone, which has a surcharge. */
  isUsOnly: boolean;
  /** Says how fast the answer was served, which only the final line of a message does. */
  hasSpeed: boolean;
}

const usageSchema = v.object({
  input_tokens: countOrZero,
  output_tokens: countOrZero,
  cache_read_input_tokens: countOrZero,
  cache_creation_input_tokens: countOrZero,
  cache_creation: v.fallback(
    v.nullable(
      v.object({
        ephemeral_5m_input_tokens: countOrZero,
        ephemeral_1h_input_tokens: countOrZero,
      }),
    ),
    null,
  ),
  speed: stringOrNull,
  inference_geo: stringOrNull,
});

const recordSchema = v.object({
  requestId: stringOrNull,
  message: v.object({ id: stringOrNull, model: v.string(), usage: usageSchema }),
});

/** What an assistant entry says was used; null for what cost nothing: synthetic messages, and those without usage. */
export function toUsageRecord(entry: Entry): UsageRecord | null {
  if (entry.type !== 'assistant') return null;
  const result = v.safeParse(recordSchema, entry.raw);
  if (!result.success) return null;
  const { requestId, message } = result.output;
  if (message.model === '<synthetic>') return null;
  const { usage } = message;
  const written = usage.cache_creation_input_tokens;
  const oneHour = Math.min(usage.cache_creation?.ephemeral_1h_input_tokens ?? 0, written);
  return {
    messageId: message.id,
    requestId,
    model: message.model,
    isSidechain: entry.isSidechain,
    hasSpeed: usage.speed !== null,
    isFast: usage.speed === 'fast',
    isUsOnly: usage.inference_geo === 'us',
    tokens: {
      input: usage.input_tokens,
      output: usage.output_tokens,
      cacheRead: usage.cache_read_input_tokens,
      cacheWrite5m: written - oneHour,
      cacheWrite1h: oneHour,
    },
  };
}

/** What the model was sent, out of the cache or not. */
export function promptTokens(tokens: TokenCounts): number {
  return totalTokens(tokens) - tokens.output;
}

export function totalTokens({
  input,
  output,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
}: TokenCounts): number {
  return input + output + cacheRead + cacheWrite5m + cacheWrite1h;
}

/** After a compaction: what Claude Code says is left; null for entries that are none. */
export function compactedTokens({
  type,
  raw,
  isSidechain,
}: Entry): { tokens: number | null } | null {
  if (type !== 'system' || raw['subtype'] !== 'compact_boundary' || isSidechain) return null;
  const metadata = v.parse(recordOrNull, raw['compactMetadata']);
  const left = metadata?.['postTokens'];
  return { tokens: typeof left === 'number' && left >= 0 ? left : null };
}
