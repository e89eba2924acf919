import { StoreError, type StoreErrorCode } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';

/** Why nothing can be stored at the moment. */
export interface StoreProblem {
  code: StoreErrorCode;
  /** Says what to do. */
  message: string;
  /** Epoch milliseconds of the first failure. */
  since: number;
}

/** Codes of what may pass by itself, or once somebody has made room; the others are about one call. */
const OF_THE_DISK: ReadonlySet<StoreErrorCode> = new Set([
  'full',
  'read_only',
  'locked',
  'corrupt',
  'failed',
]);

/** Milliseconds to the next attempt: doubled after each that fails. */
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** Milliseconds for which a write that went through speaks for the next one. */
const FRESH_MS = 10_000;

export function isDiskProblem(error: unknown): error is StoreError {
  return StoreError.is(error) && OF_THE_DISK.has(error.code);
}

export interface StoreHealthOptions {
  clock: Clock;
  logger: Logger;
  /** Writes something small. @throws StoreError */
  probe: () => void;
}

/**
 * Whether the store can be written, and what is still to be written once it can: a full disk stops no session, and nothing
 * waits for somebody to start Aegis again.
 */
export class StoreHealth {
  readonly #options: StoreHealthOptions;
  readonly #owed = new Set<() => void>();
  readonly #listeners = new Set<() => void>();
  #isRetrying = false;
  #problem: StoreProblem | null = null;
  /** When the problem began, by the clock that never jumps. */
  #failedAt: number | null = null;
  #delayMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | null = null;
  #wroteAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: StoreHealthOptions) {
    this.#options = options;
  }

  /** Null while all is well. */
  get problem(): StoreProblem | null {
    return this.#problem;
  }

  /** A write has failed. */
  failed(error: unknown): void {
    if (!isDiskProblem(error)) return;
    const { clock, logger } = this.#options;
    if (this.#problem === null) {
      logger.error({ code: error.code }, `nothing can be stored: ${error.message}`);
    }
    this.#failedAt ??= clock.monotonic();
    const since = this.#problem?.since ?? clock.now();
    this.#problem = { code: error.code, message: error.message, since };
    this.#retryAfter(this.#delayMs);
  }

  /** A write has gone through. */
  wrote(): void {
    this.#wroteAt = this.#options.clock.monotonic();
    if (this.#problem === null) return;
    if (this.#owed.size === 0) this.#recovered();
    else if (!this.#isRetrying) this.#retryNow();
  }

  /** `pay` could not write what it must: it is called again until it does. Owed twice, it is paid once. */
  owe(pay: () => void): void {
    this.#owed.add(pay);
    this.#retryAfter(this.#delayMs);
  }

  /** Called each time that writing works again. Returns what stops it. */
  onRecovery(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nobody is going to pay this any more. */
  forgive(pay: () => void): void {
    this.#owed.delete(pay);
  }

  /** Tries a small write, unless one went through just now. */
  look(): void {
    const isFresh = this.#options.clock.monotonic() - this.#wroteAt < FRESH_MS;
    if (this.#problem === null && isFresh) return;
    try {
      this.#options.probe();
    } catch (error) {
      if (!StoreError.is(error)) throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #retryNow(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#retryAfter(0);
  }

  #retryAfter(ms: number): void {
    if (this.#isClosed || this.#cancelRetry !== null) return;
    this.#cancelRetry = this.#options.clock.after(ms, () => {
      this.#cancelRetry = null;
      this.#retry();
    });
  }

  #retry(): void {
    this.#isRetrying = true;
    // One that fails goes to the end of the line: the next attempt begins with another.
    for (const pay of [...this.#owed]) if (!this.#isPaid(pay)) break;
    this.#isRetrying = false;
    if (this.#owed.size === 0 && this.#problem !== null) this.look();
    if (this.#owed.size === 0 && this.#problem === null) return;
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_RETRY_MS);
    this.#retryAfter(this.#delayMs);
  }

  #isPaid(pay: () => void): boolean {
    // First: a success must find nothing of it owing.
    this.#owed.delete(pay);
    try {
      pay();
    } catch (error) {
      if (isDiskProblem(error)) {
        this.#owed.add(pay);
        return false;
      }
      this.#options.logger.error({ error: String(error) }, 'something could not be stored');
    }
    return true;
  }

  #recovered(): void {
    const { clock, logger } = this.#options;
    const now = clock.monotonic();
    const afterMs = now - (this.#failedAt ?? now);
    this.#problem = null;
    this.#failedAt = null;
    this.#delayMs = FIRST_RETRY_MS;
    logger.info({ afterMs }, 'what happened can be stored again');
    for (const listener of [...this.#listeners]) listener();
  }
}
