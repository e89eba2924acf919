import type { Database } from 'better-sqlite3';
import { idTaken, outboxRowMissing, sessionMissing } from '../missing.ts';
import { nullableText, outboxCodec, outboxToColumns, text, type Columns } from '../row-codec.ts';
import { StoreError } from '../store-error.ts';
import { SETTLED_OUTBOX_STATES, type OutboxRow, type SessionStore } from '../types.ts';
import { isUniqueViolation } from './constraint.ts';
import type { RowReader } from './row-reader.ts';

type OutboxMethods = Pick<
  SessionStore,
  'enqueue' | 'updateOutbox' | 'getOutbox' | 'listOutbox' | 'pruneOutbox'
>;

export function createSqliteOutbox(
  database: Database,
  reader: RowReader,
  transaction: SessionStore['transaction'],
): OutboxMethods {
  const insert = database.prepare<Columns>(
    `INSERT INTO outbox (id, session_id, seq, text, idempotency_key, state, attempts, evidence, created_at, updated_at)
     VALUES (@id, @session_id, @seq, @text, @idempotency_key, @state, @attempts, @evidence, @created_at, @updated_at)
     RETURNING *`,
  );
  const session = database.prepare<[string]>('SELECT 1 FROM sessions WHERE id = ?');
  const byKey = database.prepare<[string, string | null]>(
    'SELECT * FROM outbox WHERE session_id = ? AND idempotency_key = ?',
  );
  const nextSeq = database
    .prepare<[string], number>('SELECT coalesce(max(seq), 0) + 1 FROM outbox WHERE session_id = ?')
    .pluck();
  const byId = database.prepare<[string]>('SELECT * FROM outbox WHERE id = ?');
  const ofSession = database.prepare<{ sessionId: string; states: string | null }>(
    `SELECT * FROM outbox WHERE session_id = @sessionId
       AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states))) ORDER BY seq`,
  );
  const prune = database
    .prepare<{ before: number; limit: number }, string>(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox INDEXED BY outbox_age
         WHERE updated_at < @before AND state IN (${SETTLED_OUTBOX_STATES.map((state) => `'${state}'`).join(', ')})
         ORDER BY updated_at LIMIT @limit
       ) RETURNING id`,
    )
    .pluck();
  const replace = database.prepare<Columns>(
    `UPDATE outbox SET state = @state, attempts = @attempts, evidence = @evidence, updated_at = @updated_at
     WHERE id = @id RETURNING *`,
  );

  function sound(raw: unknown, what: string): OutboxRow {
    const row = reader.read(outboxCodec, raw);
    if (row) return row;
    throw new StoreError('corrupt', `${what} is damaged and was kept; see damaged() for it.`);
  }

  return {
    enqueue: (row) =>
      transaction(() => {
        const sessionId = text(row.sessionId);
        if (session.get(sessionId) === undefined) throw sessionMissing(row.sessionId);
        const same = byKey.get(sessionId, nullableText(row.idempotencyKey));
        if (same !== undefined) {
          const earlier = sound(same, `The outbox row with the key ${row.idempotencyKey ?? ''}`);
          return { row: earlier, created: false };
        }
        const seq = nextSeq.get(sessionId) ?? 1;
        try {
          const raw = insert.get(outboxToColumns({ ...row, seq, updatedAt: row.createdAt }));
          return { row: sound(raw, `Outbox row ${row.id}`), created: true };
        } catch (error) {
          throw isUniqueViolation(error) ? idTaken('outbox', row.id) : error;
        }
      }),
    updateOutbox: (id, patch, at) =>
      transaction(() => {
        const raw = byId.get(text(id));
        if (raw === undefined) throw outboxRowMissing(id);
        const row = { ...sound(raw, `Outbox row ${id}`), ...patch, updatedAt: at };
        return sound(replace.get(outboxToColumns(row)), `Outbox row ${id}`);
      }),
    getOutbox(id) {
      const raw = byId.get(text(id));
      return raw === undefined ? null : reader.read(outboxCodec, raw);
    },
    listOutbox({ sessionId, states }) {
      return ofSession
        .all({
          sessionId: text(sessionId),
          states: states === undefined ? null : JSON.stringify(states),
        })
        .map((raw) => reader.read(outboxCodec, raw))
        .filter((row) => row !== null);
    },
    pruneOutbox(limits) {
      const deleted = prune.all(limits);
      for (const id of deleted) reader.forget('outbox', id);
      return deleted.length;
    },
  };
}
