/** Runs tasks of one key one after the other, in the order in which they came; tasks of different keys are free. */
export class SerialQueue<Key> {
  readonly #tails = new Map<Key, Promise<unknown>>();

  async run<T>(key: Key, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(task);
    // A task that fails does not keep the next one from running.
    const settled = result.catch(() => undefined);
    this.#tails.set(key, settled);
    try {
      return await result;
    } finally {
      if (this.#tails.get(key) === settled) this.#tails.delete(key);
    }
  }
}
