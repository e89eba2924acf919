import * as v from 'valibot';
import { eventCodec, eventToColumns, type Columns } from '../row-codec.ts';
import type { EventRow, SessionStore } from '../types.ts';
import type { Journal } from './journal.ts';

type EventMethods = Pick<
  SessionStore,
  'appendEvent' | 'listEvents' | 'firstEventId' | 'lastEventId' | 'pruneEvents'
>;

export interface MemoryEvents extends EventMethods {
  /** Delete the oldest events of a session; returns how many. */
  deleteOf(sessionId: string, limit: number): number;
}

type EventColumns = Columns & { id: number; at: number };

export function createMemoryEvents(
  journal: Journal,
  assertSession: (id: string) => void,
): MemoryEvents {
  /** Rising by id. */
  let rows: EventColumns[] = [];
  let lastId = 0;

  const read = (columns: Columns): EventRow => v.parse(eventCodec.schema, columns);

  function remove(due: readonly EventColumns[]): number {
    const all = rows;
    const gone = new Set(due);
    rows = all.filter((row) => !gone.has(row));
    journal.record(() => {
      rows = all;
    });
    return gone.size;
  }

  return {
    appendEvent(event) {
      if (event.sessionId !== null) assertSession(event.sessionId);
      const row = { ...eventToColumns(event), id: lastId + 1, at: event.at };
      lastId = row.id;
      rows.push(row);
      journal.record(() => {
        lastId = row.id - 1;
        rows.pop();
      });
      return read(row);
    },
    listEvents({ after, sessionId, types, limit }) {
      return rows
        .slice(firstAfter(rows, after))
        .filter(
          (row) =>
            (sessionId === undefined || row['session_id'] === sessionId.toWellFormed()) &&
            (types === undefined || types.includes(String(row['type']))),
        )
        .slice(0, Math.max(0, limit))
        .map(read);
    },
    firstEventId: () => rows[0]?.id ?? 0,
    lastEventId: () => lastId,
    pruneEvents({ before, keep, limit = Number.POSITIVE_INFINITY }) {
      const excess = keep === undefined ? 0 : Math.max(0, rows.length - Math.max(0, keep));
      const deleted = remove(rows.slice(0, Math.min(limit, excess)));
      if (before === undefined) return deleted;
      const old = rows.filter((row) => row.at < before).sort((a, b) => a.at - b.at || a.id - b.id);
      return deleted + remove(old.slice(0, limit));
    },
    deleteOf: (sessionId, limit) =>
      remove(rows.filter((row) => row['session_id'] === sessionId).slice(0, limit)),
  };
}

/** Index of the first row whose id is greater than `after`. */
function firstAfter(rows: readonly { id: number }[], after: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.id <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
