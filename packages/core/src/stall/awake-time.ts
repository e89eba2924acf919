import type { Clock } from '../ports/clock.ts';

/** Milliseconds by which a slice may end late before that means that nothing ran: more than a busy machine costs. */
const ASLEEP_MS = 2_000;
/** Milliseconds that are counted in one go at most. What is slept away within them counts as awake. */
const LONGEST_SLICE_MS = 30_000;

/**
 * Milliseconds that passed while this process ran: a laptop that slept and a process that was stopped have not waited.
 * Counted in slices, each ended by a timer; a slice that ends late is not counted. It runs only while somebody waits.
 */
export class AwakeTime {
  readonly #clock: Clock;
  readonly #onSlice: () => void;
  #counted = 0;
  #slice: { from: number; ms: number; cancel: () => void } | null = null;

  /** @param onSlice called at the end of each slice */
  constructor(clock: Clock, onSlice: () => void) {
    this.#clock = clock;
    this.#onSlice = onSlice;
  }

  now(): number {
    if (this.#slice === null) return this.#counted;
    const { from, ms } = this.#slice;
    return this.#counted + Math.min(this.#clock.monotonic() - from, ms);
  }

  /** Count on, and call back at `time` of its own at the latest; sooner where a slice is on its way. */
  runUntil(time: number): void {
    if (this.#slice !== null && this.#counted + this.#slice.ms <= time) return;
    this.pause();
    const ms = Math.min(Math.max(0, time - this.#counted), LONGEST_SLICE_MS);
    const from = this.#clock.monotonic();
    this.#slice = { from, ms, cancel: this.#clock.after(ms, () => this.#end()) };
  }

  get isRunning(): boolean {
    return this.#slice !== null;
  }

  /** Nobody waits. */
  pause(): void {
    this.#counted = this.now();
    this.#slice?.cancel();
    this.#slice = null;
  }

  #end(): void {
    if (this.#slice === null) return;
    const { from, ms } = this.#slice;
    this.#slice = null;
    const late = this.#clock.monotonic() - from - ms;
    if (late <= ASLEEP_MS) this.#counted += ms;
    this.#onSlice();
  }
}
