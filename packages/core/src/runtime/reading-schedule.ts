import type { Clock } from '../ports/clock.ts';

/** Milliseconds without output after which the screen is read: Claude Code draws a frame in several writes. */
const SETTLE_MS = 12;
/** Milliseconds after which a screen that never settles is read all the same. */
const LATEST_MS = 50;

/** Says when to read the screen: soon after a burst of output ends, and at the latest so often during a long one. */
export class ReadingSchedule {
  readonly #clock: Clock;
  readonly #read: () => void;
  #firstChange: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, read: () => void) {
    this.#clock = clock;
    this.#read = read;
  }

  changed(): void {
    const now = this.#clock.monotonic();
    this.#firstChange ??= now;
    const wait = Math.min(SETTLE_MS, Math.max(0, this.#firstChange + LATEST_MS - now));
    this.#cancel?.();
    this.#cancel = this.#clock.after(wait, () => this.flush());
  }

  /** Read now what is waiting to be read. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#firstChange === null) return;
    this.#firstChange = null;
    this.#read();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#firstChange = null;
  }
}
