import type { LatencyStats } from '@aegis/protocol';

/** Of milliseconds in the order in which they were measured; percentiles by nearest rank, so that each is one that was measured. */
export function latencyStats(samples: readonly number[]): LatencyStats {
  const lastMs = samples.at(-1);
  if (lastMs === undefined) return null;
  const sorted = [...samples].sort((one, other) => one - other);
  const atRank = (percent: number) =>
    sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? lastMs;
  return {
    count: sorted.length,
    minMs: atRank(0),
    medianMs: atRank(50),
    p95Ms: atRank(95),
    maxMs: atRank(100),
    lastMs,
  };
}
