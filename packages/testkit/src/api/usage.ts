import type { ContentBlock } from './reply.ts';

/** Token counts as the Messages API reports them. */
export interface Usage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
}

/** A usual ratio for English text and code. */
const BYTES_PER_TOKEN = 4;

export function estimateTokens(byteLength: number): number {
  return Math.max(1, Math.ceil(byteLength / BYTES_PER_TOKEN));
}

/** The part of a request beyond what the last one of its conversation had is new to the cache. */
export function inputUsage(
  requestTokens: number,
  cachedTokens: number,
): Omit<Usage, 'output_tokens'> {
  const read = Math.min(cachedTokens, requestTokens);
  const uncached = Math.min(3, requestTokens - read);
  return {
    input_tokens: uncached,
    cache_creation_input_tokens: requestTokens - read - uncached,
    cache_read_input_tokens: read,
  };
}

export function outputTokens(blocks: readonly ContentBlock[]): number {
  const bytes = blocks.reduce(
    (sum, block) =>
      sum + Buffer.byteLength(block.type === 'tool_use' ? JSON.stringify(block.input) : block.text),
    0,
  );
  return estimateTokens(bytes);
}
