import { afterQuiet } from '../time/late-timer.ts';

/**
 * Time as core sees it, so that tests can own it. A duration is measured by `monotonic` alone: what `now` says may be set by
 * a person, by NTP, or by waking up, in either direction, at any moment.
 */
export interface Clock {
  /** Epoch milliseconds, for what is shown and stored. */
  now(): number;
  /** Milliseconds that never jump and never go back, for durations and for what came before what. They mean nothing elsewhere. */
  monotonic(): number;
  /** Calls `run` once after `ms` of `monotonic`; the answer cancels. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // From the epoch time at which the process began: in a log it looks like a time.
  monotonic: () => Math.floor(performance.timeOrigin + performance.now()),
  after: (ms, run) => afterQuiet(ms, run),
};

/** Resolves after `ms` of the clock. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
