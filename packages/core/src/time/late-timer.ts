/** Milliseconds that a timer may be late before it counts as late: more than a busy event loop costs. */
const LATE_MS = 100;
/** Milliseconds that what has come in meanwhile gets to be read. */
const QUIET_MS = 200;
/** A machine that is never on time is not waited for. */
const MAX_DELAYS = 25;

/**
 * A timer that does not speak before what it waits for was heard. A process that was stopped (SIGSTOP, a frozen container, a
 * laptop that slept) finds its timers overdue when it goes on, and Node runs those before it reads what came in meanwhile: a
 * timeout would be told of an answer that is there. Where it is late it waits until the loop has caught up.
 * @returns what cancels it
 */
export function afterQuiet(
  ms: number,
  run: () => void,
  process: 'keep-alive' | 'let-end' = 'let-end',
): () => void {
  let timer = arm(ms, MAX_DELAYS);
  function arm(delay: number, delaysLeft: number): NodeJS.Timeout {
    const dueAt = performance.now() + delay;
    const armed = setTimeout(() => {
      const isLate = performance.now() - dueAt > LATE_MS;
      if (isLate && delaysLeft > 0) timer = arm(QUIET_MS, delaysLeft - 1);
      else run();
    }, delay);
    if (process === 'let-end') armed.unref();
    return armed;
  }
  return () => clearTimeout(timer);
}
