const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** How long to wait before the `attempt`th try (from 0) to open a stream again, in milliseconds. */
export function backoffMs(attempt: number, firstMs: number = FIRST_MS): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.min(attempt, 10));
}
