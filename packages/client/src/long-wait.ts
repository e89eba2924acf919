import { MAX_WAIT_MS, type WaitQuery, type WaitResult } from '@aegis/protocol';

/** Node's fetch gives up on an answer whose headers take longer than 300 s, so a long wait is asked for in parts. */
const LONGEST_PART_MS = Math.min(240_000, MAX_WAIT_MS);

/** Wait as long as `timeoutMs` says, in parts that no HTTP client cuts off. */
export async function waitInParts(
  query: WaitQuery,
  waitOnce: (query: WaitQuery) => Promise<WaitResult>,
): Promise<WaitResult> {
  if (query.timeoutMs === undefined) return waitOnce(query);
  let left = query.timeoutMs;
  for (;;) {
    const part = Math.min(left, LONGEST_PART_MS);
    const result = await waitOnce({ ...query, timeoutMs: part });
    left -= part;
    if (!result.timedOut || left <= 0) return result;
  }
}
