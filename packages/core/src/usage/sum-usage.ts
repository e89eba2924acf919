import type { Usage } from '@aegis/protocol';
import { addUsage } from '@aegis/transcript';
import { tokensOf } from './session-usage.ts';

const NOTHING: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
};

/** The sum, whose cost is null where that of one is not known. What used nothing cost nothing. */
export function sumUsage(usages: readonly Usage[]): Usage {
  return usages.filter((usage) => tokensOf(usage) > 0).reduce(addUsage, NOTHING);
}
