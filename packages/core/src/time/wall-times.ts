import type { Clock } from '../ports/clock.ts';

/** Milliseconds by which the two clocks may come apart before it counts: rounding, and what NTP does little by little. */
const TOLERANCE_MS = 2;

/**
 * Times of the wall clock (epoch milliseconds) as moments of the monotonic one, and back, as the two stand to each other now.
 * Claude Code writes wall times, and its clock is the machine's: when that is set, both sides jump, and only what was
 * written before and is read after comes out wrong.
 */
export class WallTimes {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
  }

  timeOf(moment: number): number {
    return moment + this.#readOffset();
  }

  /**
   * A time that is still to come, or comes before one that was written earlier (at `notBefore`), is one of before the clock
   * was set: it is taken for now.
   */
  momentOf(time: number, notBefore = -Infinity): number {
    const moment = time - this.#readOffset();
    const now = this.#clock.monotonic();
    return moment > now || moment < notBefore ? now : moment;
  }

  /** Kept while it is the same but for rounding, so that two times keep their distance. */
  #readOffset(): number {
    const measured = this.#clock.now() - this.#clock.monotonic();
    if (Math.abs(measured - this.#offset) > TOLERANCE_MS) this.#offset = measured;
    return this.#offset;
  }
}
