import type { Clock } from '../ports/clock.ts';

/** Whether a session's hooks are heard, as far as this process can know. */
export class HookWatch {
  readonly #clock: Clock;
  readonly #since: number;
  #heardAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** None came since then, and they would have been heard. @param time epoch milliseconds */
  areSilentSince(time: number): boolean {
    return time >= this.#since && (this.#heardAt === null || this.#heardAt < time);
  }
}
