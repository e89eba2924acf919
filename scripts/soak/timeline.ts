/** What was said from `at` (epoch milliseconds) until the next one. */
export interface Said {
  at: number;
  word: string;
}

/** What one side said over time, in order; a word that repeats the one before is left out. */
export class Timeline {
  readonly #said: Said[] = [];

  say(word: string, at: number): void {
    const last = this.#said.at(-1);
    if (last?.word === word) return;
    // Two clocks of one machine may differ by a rounding.
    this.#said.push({ at: Math.max(at, last?.at ?? -Infinity), word });
  }

  get said(): readonly Said[] {
    return this.#said;
  }

  /** The newest word; null before the first. */
  get last(): string | null {
    return this.#said.at(-1)?.word ?? null;
  }
}
