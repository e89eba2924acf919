import { setImmediate as nextTurn } from 'node:timers/promises';
import type { After } from '../timers.ts';

export interface ManualTimers {
  after: After;
  /** Lets the time go by, and whatever it sets off. */
  pass(ms: number): Promise<void>;
  /** How many timers are set. */
  pending(): number;
}

/** Time that goes by when the test says so. */
export function createManualTimers(): ManualTimers {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await nextTurn();
        const [next] = [...timers].sort((one, other) => one.at - other.at);
        if (next === undefined || next.at > end) break;
        now = next.at;
        timers.delete(next);
        next.run();
      }
      now = end;
      await nextTurn();
    },
    pending: () => timers.size,
  };
}
