/** How many wrong tokens an address may send within the window, in milliseconds, before it is told to wait. */
export const MAX_GUESSES = 20;
export const GUESS_WINDOW_MS = 60_000;
/** Addresses that are remembered at once; beyond it, the one that failed longest ago is forgotten. */
const MAX_ADDRESSES = 1_000;

interface Failures {
  count: number;
  /** When the window began, by the clock that is passed in. */
  since: number;
}

/** Counts wrong tokens by address, in bounded memory. It slows down who guesses; who has a right token never asks it. */
export class FailedGuesses {
  readonly #byAddress = new Map<string, Failures>();

  /**
   * Counts one more wrong token from there.
   * @param now milliseconds
   * @returns the seconds after which to try again; 0 while there were not too many
   */
  add(address: string | undefined, now: number): number {
    const key = networkOf(address ?? '');
    const known = this.#byAddress.get(key);
    const isOver = known === undefined || now - known.since >= GUESS_WINDOW_MS || now < known.since;
    const failures = isOver ? { count: 1, since: now } : { ...known, count: known.count + 1 };
    this.#byAddress.delete(key);
    this.#byAddress.set(key, failures);
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > MAX_ADDRESSES && oldest !== undefined) {
      this.#byAddress.delete(oldest);
    }
    if (failures.count <= MAX_GUESSES) return 0;
    return Math.max(1, Math.ceil((failures.since + GUESS_WINDOW_MS - now) / 1_000));
  }

  get size(): number {
    return this.#byAddress.size;
  }
}

/** An IPv6 host has a whole /64 to guess from. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
