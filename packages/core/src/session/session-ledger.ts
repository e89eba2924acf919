import type { NewEvent } from '@aegis/protocol';
import { StoreError } from '@aegis/store';
import type { EventLog } from '../events/event-log.ts';
import type { Logger } from '../ports/logger.ts';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';

/** What is written in one go with the session's row. */
export interface LedgerEntry {
  events: readonly NewEvent[];
  /** Writes what else belongs to it, inside the transaction. */
  write?: () => void;
  /** Called once it is on the disk. */
  stored?: () => void;
}

export interface LedgerDependencies {
  events: EventLog;
  health: StoreHealth;
  logger: Logger;
  sessionId: string;
  /** Writes the session's row as it stands. */
  writeRow: () => void;
  /** What waited is on the disk now. */
  onSaved: () => void;
}

/** Entries that wait, beyond which old changes of what is shown are left out: a disk may stay full for days. */
const MOST_WAITING = 5_000;
const MAY_BE_LEFT_OUT: ReadonlySet<NewEvent['type']> = new Set([
  'status-changed',
  'pending-changed',
  'screen-drifted',
]);

/**
 * What a session has to write down: stored first, then told. What cannot be stored waits here, in order; the row goes with
 * all of it or not at all, so that it never says more than the events that were told.
 */
export class SessionLedger {
  readonly #dependencies: LedgerDependencies;
  #waiting: LedgerEntry[] = [];
  #savedListeners: (() => void)[] = [];
  #isClosed = false;

  constructor(dependencies: LedgerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether all that was entered is on the disk. */
  get isSaved(): boolean {
    return this.#waiting.length === 0;
  }

  /** Stored when it returns, or waiting to be. */
  enter(entry: LedgerEntry): void {
    this.#waiting.push(entry);
    this.#leaveOut();
    const { health } = this.#dependencies;
    // Known to fail: an attempt at each event would do no good, and at a locked database take seconds.
    if (health.problem !== null && !this.#isClosed) {
      health.owe(this.#pay);
      return;
    }
    try {
      this.#save();
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      if (!this.#isClosed) health.owe(this.#pay);
    }
  }

  /** Stored when it returns true; else nothing of it is kept, for what must not be told later. */
  enterNow(entry: LedgerEntry): boolean {
    const { health } = this.#dependencies;
    if (!this.isSaved || this.#isClosed || health.problem !== null) return false;
    this.#waiting.push(entry);
    try {
      return this.#save();
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      this.#waiting = this.#waiting.filter((waiting) => waiting !== entry);
      return false;
    }
  }

  /** Resolves once nothing waits, or nobody is going to store it any more. */
  saved(): Promise<void> {
    if (this.isSaved || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#savedListeners.push(resolve);
    });
  }

  /** What waits is given a last chance; who waits for it is let go. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { health, logger, sessionId } = this.#dependencies;
    health.forgive(this.#pay);
    try {
      if (!this.isSaved) this.#save();
    } catch (error) {
      if (!StoreError.is(error)) throw error;
      logger.error({ sessionId, entries: this.#waiting.length }, 'left without being stored');
    }
    this.#letGo();
  }

  readonly #pay = (): void => {
    if (this.isSaved) return;
    this.#save();
    this.#letGo();
    this.#dependencies.onSaved();
  };

  /** @returns whether it is on the disk: else it never will be. @throws StoreError that may pass; what waits goes on waiting then */
  #save(): boolean {
    const { events, writeRow } = this.#dependencies;
    const entries = this.#waiting;
    // Taken first: who is told may enter something at once.
    this.#waiting = [];
    try {
      events.commit(() => {
        for (const entry of entries) entry.write?.();
        writeRow();
        for (const entry of entries) for (const event of entry.events) events.append(event);
      });
    } catch (error) {
      this.#notSaved(error, entries);
      for (const entry of entries) entry.stored?.();
      return false;
    }
    for (const entry of entries) entry.stored?.();
    return true;
  }

  #notSaved(error: unknown, entries: readonly LedgerEntry[]): void {
    if (isDiskProblem(error)) this.#waiting = [...entries, ...this.#waiting];
    if (isDiskProblem(error) || !StoreError.is(error)) throw error;
    // Its row is gone, or the store is closed: nobody can ever store this.
    const { logger, sessionId } = this.#dependencies;
    if (error.code === 'closed') return;
    logger.error({ sessionId, entries: entries.length, error: error.message }, 'not stored');
  }

  #letGo(): void {
    const listeners = this.#savedListeners;
    this.#savedListeners = [];
    for (const listener of listeners) listener();
  }

  #leaveOut(): void {
    if (this.#waiting.length <= MOST_WAITING) return;
    const oldest = this.#waiting.findIndex(
      ({ events, write }) =>
        write === undefined && events.every(({ type }) => MAY_BE_LEFT_OUT.has(type)),
    );
    if (oldest !== -1) this.#waiting.splice(oldest, 1);
  }
}
