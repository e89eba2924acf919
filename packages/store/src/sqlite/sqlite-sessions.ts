import type { Database } from 'better-sqlite3';
import { decodeCursor, encodeCursor, type PageEnd } from '../cursor.ts';
import { idTaken, sessionMissing, sessionRuns } from '../missing.ts';
import {
  sessionCodec,
  sessionPatchColumns,
  sessionToColumns,
  text,
  type Columns,
} from '../row-codec.ts';
import { pageLimit, toPage } from '../session-page.ts';
import type { SessionFilter, SessionRow, SessionStore } from '../types.ts';
import type { RowReader } from './row-reader.ts';
import { isUniqueViolation } from './constraint.ts';

type SessionMethods = Pick<
  SessionStore,
  | 'insertSession'
  | 'updateSession'
  | 'getSession'
  | 'listSessions'
  | 'countSessions'
  | 'deleteSession'
>;

export function createSqliteSessions(
  database: Database,
  reader: RowReader,
  transaction: SessionStore['transaction'],
): SessionMethods {
  const insert = database.prepare<Columns>(
    `INSERT INTO sessions (id, work_dir, parent_id, status, tags, created_at, updated_at, ended_at, data)
     VALUES (@id, @work_dir, @parent_id, @status, @tags, @created_at, @updated_at, @ended_at, @data)`,
  );
  const byId = database.prepare<[string]>('SELECT * FROM sessions WHERE id = ?');
  const count = database.prepare<[string], { status: string; sessions: number }>(
    `SELECT status, count(*) AS sessions FROM sessions
     WHERE id NOT IN (SELECT value FROM json_each(?)) GROUP BY status`,
  );

  const endOf = database
    .prepare<[string], number | null>('SELECT ended_at FROM sessions WHERE id = ?')
    .pluck();
  const deleteRow = database.prepare<[string]>('DELETE FROM sessions WHERE id = ?');
  const deleteSome = (['events', 'outbox'] as const).map((table) => ({
    table,
    statement: database
      .prepare<[string, number], string | number>(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE session_id = ? LIMIT ?) RETURNING id`,
      )
      .pluck(),
  }));

  function page(filter: SessionFilter, limit: number, after: PageEnd | null): unknown[] {
    const { where, values } = conditions(filter, after);
    return database
      .prepare(`SELECT * FROM sessions ${where} ORDER BY created_at DESC, id DESC LIMIT ?`)
      .all(...values, limit);
  }

  return {
    insertSession(row) {
      try {
        insert.run(sessionToColumns(row));
      } catch (error) {
        throw isUniqueViolation(error) ? idTaken('sessions', row.id) : error;
      }
    },
    updateSession(id, patch) {
      const columns = sessionPatchColumns(patch);
      const names = Object.keys(columns);
      const assignments = ['id = id', ...names.map((name) => `${name} = @${name}`)].join(', ');
      const statement = database.prepare(`UPDATE sessions SET ${assignments} WHERE id = @id`);
      const { changes } = statement.run({ ...columns, id: text(id) });
      if (changes === 0) throw sessionMissing(id);
      reader.forget('sessions', text(id));
    },
    getSession(id) {
      const raw = byId.get(text(id));
      return raw === undefined ? null : reader.read(sessionCodec, raw);
    },
    listSessions(filter = {}) {
      const limit = pageLimit(filter.limit);
      const found: SessionRow[] = [];
      let after = filter.cursor === undefined ? null : decodeCursor(filter.cursor);
      // Damaged rows fill no place on a page, so go on until the page is full or nothing is left.
      for (;;) {
        const raw = page(filter, limit + 1, after);
        for (const one of raw) {
          const row = reader.read(sessionCodec, one);
          if (row) found.push(row);
        }
        after = pageEnd(raw.at(-1));
        if (after === null || raw.length <= limit || found.length > limit) break;
      }
      return toPage(found, limit, encodeCursor);
    },
    countSessions() {
      const damaged = reader.damaged().filter(({ table }) => table === 'sessions');
      const counts = count.all(JSON.stringify(damaged.map(({ key }) => key)));
      return Object.fromEntries(counts.map(({ status, sessions }) => [status, sessions]));
    },
    deleteSession: (id, { limit }) =>
      transaction(() => {
        const endedAt = endOf.get(text(id));
        if (endedAt === undefined) throw sessionMissing(id);
        if (endedAt === null) throw sessionRuns(id);
        let left = limit;
        for (const { table, statement } of deleteSome) {
          const deleted = statement.all(text(id), left);
          for (const key of deleted) reader.forget(table, key);
          left -= deleted.length;
        }
        if (left <= 0) return 'more';
        deleteRow.run(text(id));
        reader.forget('sessions', text(id));
        return 'gone';
      }),
  };
}

function conditions(
  filter: SessionFilter,
  after: PageEnd | null,
): { where: string; values: (string | number)[] } {
  const parts: [sql: string, ...values: (string | number)[]][] = [];
  if (filter.status !== undefined) {
    parts.push(['status IN (SELECT value FROM json_each(?))', JSON.stringify(filter.status)]);
  }
  if (filter.workDir !== undefined) parts.push(['work_dir = ?', text(filter.workDir)]);
  if (filter.parentId !== undefined) parts.push(['parent_id = ?', text(filter.parentId)]);
  if (filter.tag !== undefined) {
    parts.push([
      `CASE WHEN json_valid(tags) THEN EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?) END`,
      filter.tag,
    ]);
  }
  if (filter.live === true) parts.push(['ended_at IS NULL']);
  if (filter.endedBefore !== undefined) parts.push(['ended_at < ?', filter.endedBefore]);
  if (after !== null) parts.push(['(created_at, id) < (?, ?)', after.createdAt, after.id]);
  return {
    where: parts.length === 0 ? '' : `WHERE ${parts.map(([sql]) => sql).join(' AND ')}`,
    values: parts.flatMap(([, ...values]) => values),
  };
}

function pageEnd(raw: unknown): PageEnd | null {
  if (typeof raw !== 'object' || raw === null) return null;
  if (!('created_at' in raw && 'id' in raw)) return null;
  const { created_at: createdAt, id } = raw;
  return typeof createdAt === 'number' && typeof id === 'string' ? { createdAt, id } : null;
}
