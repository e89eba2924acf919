import type { Clock } from '../ports/clock.ts';

export interface WaitOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Promises that resolve as soon as something is so: checked whenever it may have changed, never polled. */
export class Waiters {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something changed. */
  check(): void {
    for (const check of [...this.#checks]) check();
  }

  /** Called at every change, until the returned function is. */
  onCheck(listener: () => void): () => void {
    this.#checks.add(listener);
    return () => this.#checks.delete(listener);
  }

  /** The first answer of `probe` that is not null; null after `timeoutMs` or when `signal` aborts. */
  until<T>(probe: () => T | null, { timeoutMs, signal }: WaitOptions): Promise<T | null> {
    const now = probe();
    if (now !== null || timeoutMs <= 0 || signal?.aborted === true) return Promise.resolve(now);
    return new Promise((resolve) => {
      const finish = (value: T | null) => {
        this.#checks.delete(check);
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
        resolve(value);
      };
      const check = () => {
        const value = probe();
        if (value !== null) finish(value);
      };
      const onAbort = () => finish(null);
      const cancelTimer = this.#clock.after(timeoutMs, () => finish(probe()));
      this.#checks.add(check);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
