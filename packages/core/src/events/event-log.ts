import { setImmediate as nextTurn } from 'node:timers/promises';
import { AegisError, type AegisEvent, type NewEvent, type StreamReady } from '@aegis/protocol';
import type { JsonObject, SessionStore } from '@aegis/store';
import { toEvent } from './to-event.ts';
import { completeAfter, streamStart, type KeptEvents } from './stream-start.ts';

/** How many events a subscriber takes from the store at once. */
const PAGE = 200;

export interface EventQuery {
  /** Only events after this id; default: those that come from now on. {@link EventLog.start} says what that makes of it. */
  after?: number;
  sessionId?: string;
  signal?: AbortSignal;
}

function eventsPruned(after: number): AegisError {
  return new AegisError(
    'events_pruned',
    `The events after ${after} were pruned before they were read. Read the sessions anew, then go on with what is kept.`,
    { details: { after } },
  );
}

/**
 * Events go into the store first and are told after. A subscriber reads them from the store page by page, so a slow one
 * holds nothing in memory, and a live one is woken rather than fed: no gap, no duplicate, no queue.
 */
export class EventLog {
  readonly #store: SessionStore;
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(event: AegisEvent) => void>();
  #untold: AegisEvent[] = [];
  #depth = 0;
  #closed = false;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  /** Durable when it returns. Subscribers hear of it once {@link EventLog.tell} is called, after the transaction. */
  append(event: NewEvent): void {
    const { at, type } = event;
    const row = this.#store.appendEvent({
      type,
      sessionId: event.sessionId,
      at: Date.parse(at),
      // Events are made of JSON values alone; their schemas say so.
      data: event.data as unknown as JsonObject,
    });
    this.#untold.push({ ...event, id: row.id });
  }

  /** Runs `change` as one transaction and tells what it appended; inside another one, when that one is through. */
  commit(change: () => void): void {
    const mark = this.#untold.length;
    this.#depth += 1;
    try {
      this.#store.transaction(change);
    } catch (error) {
      this.#untold.length = mark;
      throw error;
    } finally {
      this.#depth -= 1;
    }
    if (this.#depth > 0) return;
    const events = this.#untold;
    this.#untold = [];
    if (events.length === 0) return;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  /** Called for each event after it is durable, in this process only. */
  onEvent(listener: (event: AegisEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Id of the oldest event that is kept; 0 where there is none. */
  firstId(): number {
    return this.#store.firstEventId();
  }

  lastId(): number {
    return this.#store.lastEventId();
  }

  /** Where a subscription with this `after` begins, and whether anything is missing there. */
  start(after?: number): StreamReady {
    return streamStart(after, this.#kept());
  }

  /**
   * "From now on" is from this call on, however late the first event is asked for. The generator throws AegisError
   * `events_pruned` where it is read so slowly that what comes next is gone.
   */
  subscribe(query: EventQuery = {}): AsyncGenerator<AegisEvent, void, undefined> {
    return this.#read({ ...query, after: this.start(query.after).after });
  }

  async *#read(query: EventQuery & { after: number }): AsyncGenerator<AegisEvent, void, undefined> {
    const { signal, sessionId } = query;
    let { after } = query;
    while (!this.#closed && signal?.aborted !== true) {
      const rows = this.#store.listEvents({
        after,
        limit: PAGE,
        ...(sessionId === undefined ? {} : { sessionId }),
      });
      if (after < completeAfter(this.#kept())) throw eventsPruned(after);
      for (const row of rows) {
        const event = toEvent(row);
        if (event) yield event;
        after = row.id;
      }
      if (rows.length === 0) await this.#nextEvent(signal);
    }
  }

  /** The events of a session that are kept, oldest first, up to now. Other work goes on between two pages. */
  async *stored(sessionId: string): AsyncGenerator<AegisEvent, void, undefined> {
    const last = this.lastId();
    let after = 0;
    while (after < last) {
      const rows = this.#store.listEvents({ after, limit: PAGE, sessionId });
      for (const row of rows) {
        const event = toEvent(row);
        if (event && event.id <= last) yield event;
      }
      after = rows.at(-1)?.id ?? last;
      await nextTurn();
    }
  }

  /** Ends every subscription. */
  close(): void {
    this.#closed = true;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    this.#listeners.clear();
  }

  #kept(): KeptEvents {
    return { first: this.#store.firstEventId(), last: this.#store.lastEventId() };
  }

  #nextEvent(signal: AbortSignal | undefined): Promise<void> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
