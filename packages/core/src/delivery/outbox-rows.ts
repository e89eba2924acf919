import type { OutboxRow, OutboxState, SessionStore } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { SessionEvent } from '../session/session-event.ts';
import type { SessionState } from '../session/session-state.ts';
import type { SessionRecord } from '../session/session-record.ts';

type RowPatch = Partial<Pick<OutboxRow, 'state' | 'attempts' | 'evidence'>>;

/** A session's outbox rows as they are known: what the store has, and what could not be stored yet. */
export class OutboxRows {
  readonly #store: SessionStore;
  readonly #state: SessionState;
  readonly #clock: Clock;
  readonly #unsaved = new Map<string, OutboxRow>();

  constructor(store: SessionStore, state: SessionState, clock: Clock) {
    this.#store = store;
    this.#state = state;
    this.#clock = clock;
  }

  get(id: string): OutboxRow | null {
    return this.#unsaved.get(id) ?? this.#store.getOutbox(id);
  }

  /** In their order. */
  list(states?: readonly OutboxState[]): OutboxRow[] {
    const sessionId = this.#state.record.id;
    if (this.#unsaved.size === 0) {
      return this.#store.listOutbox({ sessionId, ...(states === undefined ? {} : { states }) });
    }
    return this.#store
      .listOutbox({ sessionId })
      .map((row) => this.#unsaved.get(row.id) ?? row)
      .filter(({ state }) => states?.includes(state) ?? true);
  }

  /** Before something is done: on the disk when it returns. @throws StoreError */
  write(id: string, patch: RowPatch): void {
    this.#store.updateOutbox(id, patch, this.#clock.now());
  }

  /** After something has happened: so from now on, and on the disk as soon as it can be. */
  note(
    row: OutboxRow,
    patch: RowPatch,
    /** What this means for the session; asked once the row is known as it is now. */
    newsOf: () => { record: Partial<SessionRecord>; events: readonly SessionEvent[] },
  ): void {
    const updatedAt = this.#clock.now();
    const known = { ...(this.get(row.id) ?? row), ...patch, updatedAt };
    this.#unsaved.set(row.id, known);
    const news = newsOf();
    this.#state.commit(news.record, news.events, {
      write: () => void this.#store.updateOutbox(row.id, patch, updatedAt),
      stored: () => {
        if (this.#unsaved.get(row.id) === known) this.#unsaved.delete(row.id);
      },
    });
  }
}
