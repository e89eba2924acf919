import type { Timers } from '../io/timers.ts';

/** Time that passes when it is told to. */
export class ManualTimers implements Timers {
  #now = 0;
  #due: { at: number; callback: () => void }[] = [];

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.#now + ms, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#due.filter(({ at }) => at <= this.#now);
    this.#due = this.#due.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }

  get pending(): number {
    return this.#due.length;
  }
}
