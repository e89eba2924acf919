/** One writer at a time: deliveries, answers and interrupts of a session never mix their keys. */
export class KeyLock {
  #tail: Promise<unknown> = Promise.resolve();
  #holders = 0;

  get held(): boolean {
    return this.#holders > 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#holders += 1;
    const turn = this.#tail.then(work, work);
    this.#tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#holders -= 1;
    }
  }
}
