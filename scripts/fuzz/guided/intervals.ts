/** From, and up to (exclusive). */
export type Interval = readonly [from: number, to: number];

/** What both lists hold. Each is in order, and its intervals do not overlap but may hold one another. */
export function common(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  return outermost(some).flatMap(([from, to]) =>
    outermost(others).flatMap(([start, end]): Interval[] => {
      const both: Interval = [Math.max(from, start), Math.min(to, end)];
      return both[0] < both[1] ? [both] : [];
    }),
  );
}

export function lengthOf(intervals: readonly Interval[]): number {
  return outermost(intervals).reduce((sum, [from, to]) => sum + to - from, 0);
}

function outermost(intervals: readonly Interval[]): Interval[] {
  const kept: Interval[] = [];
  for (const interval of intervals) {
    if (interval[1] > (kept.at(-1)?.[1] ?? -1)) kept.push(interval);
  }
  return kept;
}
