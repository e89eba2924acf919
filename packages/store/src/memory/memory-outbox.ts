import * as v from 'valibot';
import { idTaken, outboxRowMissing } from '../missing.ts';
import { outboxCodec, outboxToColumns, type Columns } from '../row-codec.ts';
import { SETTLED_OUTBOX_STATES, type OutboxRow, type SessionStore } from '../types.ts';
import type { Journal } from './journal.ts';

type OutboxMethods = Pick<
  SessionStore,
  'enqueue' | 'updateOutbox' | 'getOutbox' | 'listOutbox' | 'pruneOutbox'
>;

export interface MemoryOutbox extends OutboxMethods {
  /** Delete rows of a session, oldest first; returns how many. */
  deleteOf(sessionId: string, limit: number): number;
}

const SETTLED: ReadonlySet<unknown> = new Set(SETTLED_OUTBOX_STATES);

export function createMemoryOutbox(
  journal: Journal,
  assertSession: (id: string) => void,
): MemoryOutbox {
  /** In the order of insertion, which is that of `seq` within a session. */
  const rows = new Map<string, Columns>();

  const read = (columns: Columns): OutboxRow => v.parse(outboxCodec.schema, columns);
  const ofSession = (sessionId: string): OutboxRow[] =>
    Array.from(rows.values())
      .filter((columns) => columns['session_id'] === sessionId.toWellFormed())
      .map(read);

  function remove(isDue: (columns: Columns) => boolean, limit: number): number {
    const due = [...rows].filter(([, columns]) => isDue(columns)).slice(0, limit);
    // The order of insertion matters, so what is taken back is all of them, not those that went.
    const before = [...rows];
    for (const [id] of due) rows.delete(id);
    journal.record(() => {
      rows.clear();
      for (const [id, columns] of before) rows.set(id, columns);
    });
    return due.length;
  }

  return {
    enqueue(row) {
      assertSession(row.sessionId);
      const earlier = ofSession(row.sessionId);
      const key = row.idempotencyKey?.toWellFormed();
      const same = earlier.find((other) => key !== undefined && other.idempotencyKey === key);
      if (same) return { row: same, created: false };
      const id = row.id.toWellFormed();
      if (rows.has(id)) throw idTaken('outbox', id);
      const seq = (earlier.at(-1)?.seq ?? 0) + 1;
      const columns = outboxToColumns({ ...row, seq, updatedAt: row.createdAt });
      rows.set(id, columns);
      journal.record(() => rows.delete(id));
      return { row: read(columns), created: true };
    },
    updateOutbox(id, patch, at) {
      const before = rows.get(id.toWellFormed());
      if (before === undefined) throw outboxRowMissing(id);
      const columns = outboxToColumns({ ...read(before), ...patch, updatedAt: at });
      rows.set(id.toWellFormed(), columns);
      journal.record(() => rows.set(id.toWellFormed(), before));
      return read(columns);
    },
    getOutbox(id) {
      const columns = rows.get(id.toWellFormed());
      return columns === undefined ? null : read(columns);
    },
    listOutbox({ sessionId, states }) {
      return ofSession(sessionId).filter((row) => states?.includes(row.state) ?? true);
    },
    pruneOutbox: ({ before, limit }) =>
      remove(({ state, updated_at }) => SETTLED.has(state) && Number(updated_at) < before, limit),
    deleteOf: (sessionId, limit) => remove(({ session_id }) => session_id === sessionId, limit),
  };
}
