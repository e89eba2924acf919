import type { Clock } from '../ports/clock.ts';

/**
 * Milliseconds from the first input box to the first key, where it is not seen that keys are read. Some releases draw their box
 * up to 3 s before they read any (2.0.14, on a busy machine). Guards against one that never says so.
 */
const DEAF_MS = { unknown: 1_500, no: 15_000 };

/** Whether Claude Code reads its keys; what is typed sooner is echoed by the terminal, into the middle of its screen. */
export class KeyPatience {
  readonly #clock: Clock;
  readonly #onOver: () => void;
  /** When something could have been typed for the first time. */
  #boxSince: number | null = null;

  /** @param onOver called when patience may have ended */
  constructor(clock: Clock, onOver: () => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** @param reads whether Claude Code has shown that it does; null: neither */
  mayType(reads: boolean | null): boolean {
    if (reads === true) return true;
    const now = this.#clock.monotonic();
    if (this.#boxSince === null) {
      this.#boxSince = now;
      for (const ms of Object.values(DEAF_MS)) this.#clock.after(ms, this.#onOver);
    }
    return now - this.#boxSince >= (reads === null ? DEAF_MS.unknown : DEAF_MS.no);
  }
}
