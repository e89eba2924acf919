/** Lets one loop sleep until something happened since it last looked, however often that was. */
export interface Latch {
  set(): void;
  fail(error: unknown): void;
  /** Resolves once set, and clears it. Rejects once failed. */
  wait(): Promise<void>;
}

type Outcome = { kind: 'set' } | { kind: 'failed'; error: unknown };

export function createLatch(): Latch {
  let outcome: Outcome | null = null;
  let wake: (() => void) | null = null;
  const settle = (next: Outcome) => {
    outcome = next;
    wake?.();
  };
  return {
    set: () => {
      if (outcome?.kind !== 'failed') settle({ kind: 'set' });
    },
    fail: (error) => settle({ kind: 'failed', error }),
    wait: async () => {
      if (!outcome) await new Promise<void>((resolve) => (wake = resolve));
      wake = null;
      if (outcome?.kind === 'failed') throw outcome.error;
      outcome = null;
    },
  };
}
