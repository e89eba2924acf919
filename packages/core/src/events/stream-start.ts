import type { StreamReady } from '@aegis/protocol';

/** What the store keeps of the events. Ids; 0 where there is none. */
export interface KeptEvents {
  first: number;
  last: number;
}

/** The id after which nothing is missing. */
export function completeAfter({ first, last }: KeptEvents): number {
  return first === 0 ? last : first - 1;
}

/**
 * Where a stream begins that asks for what came after `after` (undefined: for what comes from now on). What was pruned, and
 * an id that this store never gave out, as after a new start with an empty database, are a gap.
 */
export function streamStart(after: number | undefined, kept: KeptEvents): StreamReady {
  const { first: firstEventId, last: lastEventId } = kept;
  const asked = after ?? lastEventId;
  const start = Math.min(Math.max(asked, completeAfter(kept)), lastEventId);
  return { after: start, firstEventId, lastEventId, gap: start !== asked };
}
