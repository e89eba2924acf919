/** What stands for all that came after the bound was reached. */
export const OTHER = 'other';

/** Values of a label that come from outside: the first ones as they are, so that no file can make series without end. */
export class BoundedLabels {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  label(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most || value.length > 200) return OTHER;
    this.#known.add(value);
    return value;
  }
}
