/**
 * How much a value grows from one sample to the next: the median of the slopes between all pairs (Theil and Sen), so that a
 * few samples taken at a bad moment do not count. 0 for fewer than two.
 */
export function slopeOf(values: readonly number[]): number {
  const slopes: number[] = [];
  for (const [at, value] of values.entries()) {
    for (const [further, later] of values.slice(at + 1).entries()) {
      slopes.push((later - value) / (further + 1));
    }
  }
  return median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
