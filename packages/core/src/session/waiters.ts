import type { Clock } from '../ports/clock.ts';

export interface WaitOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Promises that resolve as soon as something is so: checked whenever it may have changed, never polled. */
export class Waiters {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  #closed: { error: Error | null } | null = null;

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

  /**
   * Nothing changes any more: who waits is answered now, with null or with this error, and so is who comes later.
   */
  close(error: Error | null): void {
    this.#closed ??= { error };
    for (const end of [...this.#waiting]) end();
  }

  /**
   * The first answer of `probe` that is not null; null after `timeoutMs` or when `signal` aborts.
   * @throws the error that {@link close} was given
   */
  until<T>(probe: () => T | null, { timeoutMs, signal }: WaitOptions): Promise<T | null> {
    const error = this.#closed?.error ?? null;
    if (error !== null) return Promise.reject(error);
    let now: T | null;
    try {
      now = probe();
    } catch (failure) {
      return Promise.reject(failure instanceof Error ? failure : new Error(String(failure)));
    }
    const isOver = now !== null || timeoutMs <= 0 || signal?.aborted === true;
    if (isOver || this.#closed !== null) return Promise.resolve(now);
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#checks.delete(check);
        this.#waiting.delete(onClose);
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
      };
      const finish = (value: T | null) => {
        stop();
        resolve(value);
      };
      const onClose = () => {
        const reason = this.#closed?.error ?? null;
        if (reason === null) look(true);
        else {
          stop();
          reject(reason);
        }
      };
      // A probe that throws is its own waiter's matter, and nobody else's.
      const look = (isLast: boolean) => {
        try {
          const value = probe();
          if (value !== null || isLast) finish(value);
        } catch (failure) {
          stop();
          reject(failure instanceof Error ? failure : new Error(String(failure)));
        }
      };
      const check = () => look(false);
      const onAbort = () => finish(null);
      const cancelTimer = this.#clock.after(timeoutMs, () => look(true));
      this.#checks.add(check);
      this.#waiting.add(onClose);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
