import type { AegisClient } from '@aegis/client';
import { createLatch } from './latch.ts';

/**
 * Wakes its reader when a session's event stream is open (also again, after a cut) and when something happened.
 * A reader that looks at each wake-up sees the last state: what it reads is exact, the events only say when.
 * @throws the signal's reason once aborted
 */
export async function* wakeUps(
  client: AegisClient,
  sessionId: string,
  signal: AbortSignal,
): AsyncGenerator<void> {
  const latch = createLatch();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const follow = async () => {
    const events = client.events({ sessionId, signal: either, onOpen: () => latch.set() });
    for await (const _event of events) latch.set();
    latch.fail(either.reason);
  };
  const following = follow().catch((error: unknown) => latch.fail(error));
  try {
    for (;;) {
      await latch.wait();
      yield;
    }
  } finally {
    stop.abort();
    await following;
  }
}
