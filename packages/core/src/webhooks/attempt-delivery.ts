import { AegisError, type AegisEvent } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { AttemptOutcome } from './after-attempt.ts';
import { parseTarget, type Target } from './parse-target.ts';
import { postDelivery } from './post-delivery.ts';
import { signDelivery } from './sign-delivery.ts';
import type { CheckTarget } from './target-guard.ts';

export interface AttemptDependencies {
  clock: Clock;
  checkTarget: CheckTarget;
  /** Milliseconds from the first look at the name to the end of the answer. */
  timeoutMs: number;
}

/** One attempt: look the name up, check, connect, send, hear the status. `signal` breaks it off. Never rejects. */
export async function attemptDelivery(
  event: AegisEvent,
  { url, secret }: { url: string; secret: string },
  { clock, checkTarget, timeoutMs }: AttemptDependencies,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  signal.addEventListener('abort', stop, { once: true });
  // By hand: signals that are joined with a long-lived one stay with it.
  const cancelDeadline = clock.after(timeoutMs, stop);
  const isOver = new Promise<{ type: 'timeout' }>((resolve) => {
    attempt.signal.addEventListener('abort', () => resolve({ type: 'timeout' }), { once: true });
  });
  try {
    const target = targetOf(url);
    if ('type' in target) return target;
    const checked = await Promise.race([checkTarget(target), isOver]);
    if (checked.type !== 'allowed') return checked;
    const outcome = await postDelivery({
      url: target.url,
      addresses: checked.addresses,
      ...signDelivery(event, secret, clock.now()),
      signal: attempt.signal,
    });
    return outcome.type === 'failed' && attempt.signal.aborted ? { type: 'timeout' } : outcome;
  } finally {
    cancelDeadline();
    signal.removeEventListener('abort', stop);
  }
}

/** The store may have been written by another version, or by hand. */
function targetOf(url: string): Target | { type: 'refused'; why: string } {
  try {
    return parseTarget(url);
  } catch (error) {
    if (AegisError.is(error)) return { type: 'refused', why: error.message };
    throw error;
  }
}
