import type { WallTimes } from '../time/wall-times.ts';

/** When the registry says that the status changed, as a moment; the same for as long as it names the same time. */
export class RegistryChange {
  readonly #times: WallTimes;
  #last: { time: number; moment: number } | null = null;

  constructor(times: WallTimes) {
    this.#times = times;
  }

  /** @param time Claude Code's own, epoch milliseconds; null: it names none */
  momentOf(time: number | null): number | null {
    if (time === null) return null;
    if (time !== this.#last?.time) {
      this.#last = { time, moment: this.#times.momentOf(time, this.#last?.moment) };
    }
    return this.#last.moment;
  }
}
