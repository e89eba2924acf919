import { systemClock, type Clock } from '../ports/clock.ts';

/** The machine's time, with a wall clock that a test sets, as a person or NTP would. */
export class SettableClock implements Clock {
  #ahead = 0;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  after(ms: number, run: () => void): () => void {
    return systemClock.after(ms, run);
  }

  /** Sets it ahead by so many milliseconds, or back. */
  jump(ms: number): void {
    this.#ahead += ms;
  }
}
