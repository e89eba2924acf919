import * as v from 'valibot';
import { compareCodePoints } from '../code-point-order.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { idTaken, sessionMissing, sessionRuns } from '../missing.ts';
import { sessionCodec, sessionPatchColumns, sessionToColumns, type Columns } from '../row-codec.ts';
import { toPage } from '../session-page.ts';
import type { SessionFilter, SessionRow, SessionStore } from '../types.ts';
import type { Journal } from './journal.ts';

type SessionMethods = Pick<
  SessionStore,
  'insertSession' | 'updateSession' | 'getSession' | 'listSessions' | 'countSessions'
>;

export interface MemorySessions extends SessionMethods {
  /** @throws StoreError `not_found` */
  assertExists(id: string): void;
  /** @throws StoreError `not_found`, `conflict` */
  assertEnded(id: string): void;
  delete(id: string): void;
}

export function createMemorySessions(journal: Journal): MemorySessions {
  const rows = new Map<string, Columns>();

  const read = (columns: Columns): SessionRow => v.parse(sessionCodec.schema, columns);
  const newestFirst = (): SessionRow[] =>
    Array.from(rows.values(), read).sort(
      (a, b) => b.createdAt - a.createdAt || compareCodePoints(b.id, a.id),
    );

  function put(id: string, columns: Columns): void {
    const before = rows.get(id);
    rows.set(id, columns);
    journal.record(() => (before === undefined ? rows.delete(id) : rows.set(id, before)));
  }

  return {
    assertExists(id) {
      if (!rows.has(id.toWellFormed())) throw sessionMissing(id);
    },
    assertEnded(id) {
      const row = rows.get(id.toWellFormed());
      if (row === undefined) throw sessionMissing(id);
      if (row['ended_at'] === null) throw sessionRuns(id);
    },
    delete(id) {
      const before = [...rows];
      rows.delete(id.toWellFormed());
      journal.record(() => {
        rows.clear();
        for (const [key, columns] of before) rows.set(key, columns);
      });
    },
    insertSession(row) {
      const columns = sessionToColumns(row);
      const id = row.id.toWellFormed();
      if (rows.has(id)) throw idTaken('sessions', id);
      put(id, columns);
    },
    updateSession(id, patch) {
      const before = rows.get(id.toWellFormed());
      if (before === undefined) throw sessionMissing(id);
      put(id.toWellFormed(), { ...before, ...sessionPatchColumns(patch) });
    },
    getSession(id) {
      const columns = rows.get(id.toWellFormed());
      return columns === undefined ? null : read(columns);
    },
    listSessions(filter = {}) {
      const after = filter.cursor === undefined ? null : decodeCursor(filter.cursor);
      const found = newestFirst().filter(
        (row) =>
          matches(row, filter) &&
          (after === null ||
            row.createdAt < after.createdAt ||
            (row.createdAt === after.createdAt && compareCodePoints(row.id, after.id) < 0)),
      );
      return toPage(found, filter.limit, encodeCursor);
    },
    countSessions() {
      const counts: Record<string, number> = {};
      for (const { status } of newestFirst()) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    },
  };
}

function matches(row: SessionRow, filter: SessionFilter): boolean {
  return (
    (filter.status === undefined || filter.status.includes(row.status)) &&
    (filter.workDir === undefined || row.workDir === filter.workDir.toWellFormed()) &&
    (filter.parentId === undefined || row.parentId === filter.parentId.toWellFormed()) &&
    (filter.tag === undefined || row.tags.includes(filter.tag)) &&
    (filter.live !== true || row.endedAt === null) &&
    (filter.endedBefore === undefined || isBefore(row.endedAt, filter.endedBefore))
  );
}

function isBefore(endedAt: number | null, time: number): boolean {
  return endedAt !== null && endedAt < time;
}
