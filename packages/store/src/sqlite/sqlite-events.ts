import type { Database } from 'better-sqlite3';
import { sessionMissing } from '../missing.ts';
import { eventCodec, eventToColumns, text, type Columns } from '../row-codec.ts';
import { StoreError } from '../store-error.ts';
import type { EventRow, SessionStore } from '../types.ts';
import { isForeignKeyViolation } from './constraint.ts';
import type { RowReader } from './row-reader.ts';

type EventMethods = Pick<
  SessionStore,
  'appendEvent' | 'listEvents' | 'firstEventId' | 'lastEventId' | 'pruneEvents'
>;

interface ListParameters {
  after: number;
  sessionId: string | null;
  types: string | null;
  limit: number;
}

export function createSqliteEvents(
  database: Database,
  reader: RowReader,
  transaction: SessionStore['transaction'],
): EventMethods {
  const insert = database.prepare<Columns>(
    `INSERT INTO events (session_id, type, at, data) VALUES (@session_id, @type, @at, @data)
     RETURNING *`,
  );
  // Two statements, since one with `@sessionId IS NULL OR …` could not use the session's index.
  const selection = `(@types IS NULL OR type IN (SELECT value FROM json_each(@types)))
     ORDER BY id LIMIT @limit`;
  const ofAll = database.prepare<ListParameters>(
    `SELECT * FROM events WHERE id > @after AND ${selection}`,
  );
  const ofSession = database.prepare<ListParameters>(
    `SELECT * FROM events WHERE session_id = @sessionId AND id > @after AND ${selection}`,
  );
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").pluck();
  const first = database.prepare('SELECT min(id) FROM events').pluck();
  const count = database.prepare('SELECT count(*) FROM events').pluck();
  // No `DELETE … LIMIT`: SQLite is not built with it everywhere.
  const deleteOldest = database
    .prepare<[number]>(
      'DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?) RETURNING id',
    )
    .pluck();
  const deleteBefore = database
    .prepare<[number, number]>(
      `DELETE FROM events WHERE id IN (
         SELECT id FROM events INDEXED BY events_age WHERE at < ? ORDER BY at, id LIMIT ?
       ) RETURNING id`,
    )
    .pluck();

  function forgetAll(deleted: readonly unknown[]): number {
    for (const id of deleted) reader.forget('events', Number(id));
    return deleted.length;
  }

  return {
    // In a transaction, since `get` reads the row that comes back and is deaf to a commit that fails behind it.
    appendEvent: (event) =>
      transaction(() => {
        try {
          const row = reader.read(eventCodec, insert.get(eventToColumns(event)));
          if (row) return row;
        } catch (error) {
          throw isForeignKeyViolation(error) ? sessionMissing(event.sessionId ?? '') : error;
        }
        throw new StoreError('failed', 'An event could not be read back after it was stored.');
      }),
    listEvents({ after, sessionId, types, limit }) {
      const statement = sessionId === undefined ? ofAll : ofSession;
      const found: EventRow[] = [];
      const parameters: ListParameters = {
        after,
        sessionId: sessionId === undefined ? null : text(sessionId),
        types: types === undefined ? null : JSON.stringify(types),
        limit: Math.max(0, limit),
      };
      // Damaged rows do not count: fewer than `limit` must mean that there are no more.
      while (parameters.limit > 0) {
        const raw = statement.all(parameters);
        for (const one of raw) {
          const row = reader.read(eventCodec, one);
          if (row) found.push(row);
        }
        if (raw.length < parameters.limit) break;
        parameters.after = eventId(raw.at(-1));
        parameters.limit = limit - found.length;
      }
      return found;
    },
    firstEventId: () => Number(first.get() ?? 0),
    lastEventId: () => Number(last.get() ?? 0),
    pruneEvents: ({ before, keep, limit = -1 }) =>
      transaction(() => {
        let deleted = 0;
        if (keep !== undefined) {
          const excess = Math.max(0, Number(count.get()) - Math.max(0, keep));
          deleted += forgetAll(deleteOldest.all(limit < 0 ? excess : Math.min(limit, excess)));
        }
        if (before !== undefined) deleted += forgetAll(deleteBefore.all(before, limit));
        return deleted;
      }),
  };
}

function eventId(raw: unknown): number {
  if (typeof raw === 'object' && raw !== null && 'id' in raw) return Number(raw.id);
  throw new StoreError('corrupt', 'An event row has no id; the database is damaged.');
}
