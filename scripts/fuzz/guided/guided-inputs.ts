import type { Random } from '../../random.ts';
import { changeAll, drawChange } from '../input/mutate-bytes.ts';

const MOST_KEPT = 1_000;
const LONGEST_KEPT_BYTES = 8 * 1024;

/** Inputs that got further than those before them, and new ones made out of them. */
export class GuidedInputs {
  readonly #kept: Uint8Array[];
  readonly #samples: number;

  constructor(samples: readonly Uint8Array[]) {
    this.#kept = samples.map((sample) => sample.subarray(0, LONGEST_KEPT_BYTES));
    if (this.#kept.length === 0) this.#kept.push(new Uint8Array());
    this.#samples = this.#kept.length;
  }

  get size(): number {
    return this.#kept.length;
  }

  /** Of two kept ones, now and then: the beginning of one and the end of the other. */
  next(random: Random): Uint8Array {
    const one = this.#pick(random);
    const other = random.between(0, 7) === 0 ? this.#pick(random) : null;
    const base =
      other === null
        ? one
        : new Uint8Array(
            Buffer.concat([
              one.subarray(0, random.between(0, one.length)),
              other.subarray(random.between(0, other.length)),
            ]),
          );
    return changeAll(
      base,
      Array.from({ length: random.skewed(1, 12) }, () => drawChange(random)),
    );
  }

  keep(input: Uint8Array): void {
    if (input.length > LONGEST_KEPT_BYTES) return;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(input);
    // The samples stay; of what was found, the oldest gives way.
    else {
      this.#kept.splice(this.#samples, 1);
      this.#kept.push(input);
    }
  }

  /** What was found last is the more likely to lead on. */
  #pick(random: Random): Uint8Array {
    const back = random.skewed(0, this.#kept.length - 1);
    return this.#kept[this.#kept.length - 1 - back] ?? new Uint8Array();
  }
}
