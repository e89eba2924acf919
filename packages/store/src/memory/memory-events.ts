import * as v from 'valibot';
import { eventCodec, eventToColumns, type Columns } from '../row-codec.ts';
import type { EventRow, SessionStore } from '../types.ts';
import type { Journal } from './journal.ts';

type EventMethods = Pick<
  SessionStore,
  'appendEvent' | 'listEvents' | 'lastEventId' | 'firstEventId' | 'pruneEvents'
>;

export function createMemoryEvents(
  journal: Journal,
  assertSession: (id: string) => void,
): EventMethods {
  /** Rising by id. */
  let rows: (Columns & { id: number; at: number })[] = [];
  let lastId = 0;

  const read = (columns: Columns): EventRow => v.parse(eventCodec.schema, columns);

  return {
    appendEvent(event) {
      assertSession(event.sessionId);
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
    lastEventId: () => lastId,
    firstEventId: () => rows[0]?.id ?? 0,
    pruneEvents({ before, keep }) {
      const all = rows;
      const newest = keep === undefined ? all : all.slice(Math.max(0, all.length - keep));
      rows = before === undefined ? [...newest] : newest.filter((row) => row.at >= before);
      journal.record(() => {
        rows = all;
      });
      return all.length - rows.length;
    },
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
