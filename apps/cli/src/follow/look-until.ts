import type { AegisClient } from '@aegis/client';
import type { AegisEvent } from '@aegis/protocol';
import { createLatch } from './latch.ts';

export interface LookOptions<T> {
  signal: AbortSignal;
  /** Called with each event before the look that it causes. */
  onEvent?: (event: AegisEvent) => void;
  /** Which events are worth a look; default: all. */
  concerns?: (event: AegisEvent) => boolean;
  /** Looks at the session; null to be called again. */
  look: () => Promise<{ found: T } | null>;
}

/**
 * Looks at a session (null: whatever there is) when its event stream is open (also again, after a cut) and whenever
 * something happened, until the look finds what it is for. What it reads is exact; the events only say when to read.
 * @throws the signal's reason once aborted
 */
export async function lookUntil<T>(
  client: AegisClient,
  sessionId: string | null,
  { signal, onEvent, concerns, look }: LookOptions<T>,
): Promise<T> {
  const latch = createLatch();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const follow = async () => {
    const one = sessionId === null ? {} : { sessionId };
    const events = client.events({ ...one, signal: either, onOpen: () => latch.set() });
    for await (const event of events) {
      onEvent?.(event);
      if (concerns?.(event) !== false) latch.set();
    }
    latch.fail(either.reason);
  };
  const following = follow().catch((error: unknown) => latch.fail(error));
  try {
    for (;;) {
      await latch.wait();
      const result = await look();
      if (result) return result.found;
    }
  } finally {
    stop.abort();
    await following;
  }
}
