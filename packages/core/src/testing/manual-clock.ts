import type { Clock } from '../ports/clock.ts';

/** Where `monotonic` begins: far from any time, so that the two are never taken for one another. */
const MONOTONIC_START = 5_000_000;

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #wall: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#wall = now;
  }

  now(): number {
    return this.#wall + this.#elapsed;
  }

  monotonic(): number {
    return MONOTONIC_START + this.#elapsed;
  }

  /** Somebody sets the wall clock, ahead or back; nothing passes. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#elapsed + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Milliseconds until the next timer; null where none is set. */
  get pending(): number | null {
    return this.#timers.length === 0
      ? null
      : Math.min(...this.#timers.map(({ at }) => at)) - this.#elapsed;
  }

  /** Moves time on, timer by timer; what a timer wakes runs before the next one. */
  async advance(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    for (;;) {
      await settled();
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#elapsed = next.at;
      next.run();
    }
    this.#elapsed = until;
  }
}

/** After every promise that can go on by itself has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
