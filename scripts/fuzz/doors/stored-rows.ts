import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionIdSchema, sessionSchema } from '@aegis/protocol';
import { OUTBOX_STATES, StoreError, type SessionRow, type SessionStore } from '@aegis/store';
import { openSqliteStore } from '@aegis/store/sqlite';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  newRecord,
  recordFromRow,
  rowFromRecord,
} from '../../../packages/core/src/session/session-record.ts';
import { toSession } from '../../../packages/core/src/session/session-view.ts';
import { samplePending, sampleSessionId } from '@aegis/client/testing';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { anyJson, hostileText, mutatedJson } from '../input/mutate-json.ts';

/** A column as SQLite holds it. */
type Cell = string | number | null | Uint8Array;
type Row = Record<string, Cell>;

interface Input {
  sessions: readonly Row[];
  events: readonly Row[];
  outbox: readonly Row[];
  keys: readonly Row[];
  /** Of the pages that are listed. */
  limit: number;
}

const TABLES = ['sessions', 'events', 'outbox', 'keys'] as const;
const KEY_OF = { sessions: 'id', events: 'id', outbox: 'id', keys: 'key' } as const;
const AT = '2026-01-02T03:04:05.678Z';

const DATA = rowFromRecord(
  newRecord({
    ...{
      id: sampleSessionId(1),
      workDir: '/work',
      parentId: null,
      tags: [],
      createdAt: 1_000,
      status: 'idle',
    },
    ...{
      name: 'one',
      hookSecret: 's',
      hookPort: 4_000,
      claudeSessionId: 'c',
      claudeVersion: '2.1.330',
    },
    location: { paneId: '%1', windowId: '@1', windowName: 'one', pid: 42 },
    transcripts: [{ claudeSessionId: 'c', path: '/t.jsonl', offset: 7, inode: 3 }],
    evidence: { source: 'screen', rule: 'screen.box', at: AT },
    pending: samplePending(),
    lastTurn: { outcome: 'completed', error: null, endedAt: AT, text: 'Done.' },
    exit: { code: 0, signal: null, at: AT, reason: 'exited', lastScreen: null },
  }),
  1_000,
).data;

/** A file holds UTF-8, which has no lone surrogates. */
const soundText = hostileText.map((text) => text.toWellFormed());

const oddCell: fc.Arbitrary<Cell> = fc.oneof(
  soundText,
  fc.constantFrom<Cell>(null, 0, -1, 1.5, 1e300, -8.64e15, 2 ** 53),
  fc.uint8Array({ maxLength: 6 }),
  anyJson.map((value) => (JSON.stringify(value) as string | undefined) ?? ''),
);

/** A sound row with some of its cells replaced by something else; of its key and its order SQLite itself keeps the types. */
function rowOf(sound: Record<string, fc.Arbitrary<Cell>>): fc.Arbitrary<Row> {
  const columns = Object.keys(sound).filter(
    (column) => !['id', 'key', 'created_at'].includes(column),
  );
  return fc
    .tuple(
      fc.record(sound),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<Row>({}) },
        {
          weight: 2,
          arbitrary: fc.dictionary(fc.constantFrom(...columns), oddCell, { maxKeys: 2 }),
        },
      ),
    )
    .map(([row, odd]) => ({ ...row, ...odd }));
}

const sessionId = fc.oneof(
  { weight: 9, arbitrary: fc.nat(6).map(sampleSessionId) },
  { weight: 1, arbitrary: soundText },
);
const moment = fc.nat(5_000);
const json = (samples: readonly unknown[]) =>
  mutatedJson(samples).map((value) => (JSON.stringify(value) as string | undefined) ?? 'x');
const listOf = (row: fc.Arbitrary<Row>) => fc.array(row, { maxLength: 5 });

const inputs: fc.Arbitrary<Input> = fc.record({
  sessions: listOf(
    rowOf({
      id: sessionId,
      work_dir: fc.constantFrom('/work', '/other'),
      parent_id: fc.option(sessionId),
      status: fc.oneof(fc.constantFrom('idle', 'working', 'exited'), soundText),
      tags: fc.constantFrom('[]', '["a"]', '["a","b"]'),
      created_at: fc.oneof({ weight: 9, arbitrary: moment }, fc.constantFrom(-1, 2 ** 53)),
      updated_at: moment,
      ended_at: fc.option(moment),
      data: json([DATA]),
    }),
  ),
  events: listOf(
    rowOf({
      id: fc.integer({ min: 1, max: 30 }),
      session_id: sessionId,
      type: fc.constantFrom('status-changed', 'message-added'),
      at: moment,
      data: json([{ to: 'idle' }]),
    }),
  ),
  outbox: listOf(
    rowOf({
      id: fc.nat(9).map((number) => `msg_${number}`),
      session_id: sessionId,
      seq: fc.nat(9),
      text: soundText,
      idempotency_key: fc.option(soundText),
      state: fc.constantFrom(...OUTBOX_STATES),
      attempts: fc.nat(3),
      evidence: fc.oneof(fc.constant(null), json([{ source: 'hook' }])),
      created_at: moment,
      updated_at: moment,
    }),
  ),
  keys: listOf(
    rowOf({
      key: fc.oneof(fc.constantFrom('core.hook-port', 'a', 'ab', 'b'), soundText),
      value: json([1, { a: [] }]),
      updated_at: moment,
      expires_at: fc.option(moment),
    }),
  ),
  limit: fc.constantFrom(1, 2, 3),
});

export const storedRows: Door<Input> = {
  name: 'stored-rows',
  about: 'damaged rows of every table of the database',
  share: 40,
  open(): Promise<OpenDoor<Input>> {
    const folder = mkdtempSync(join(tmpdir(), 'aegis-fuzz-store-'));
    const path = join(folder, 'aegis.db');
    openSqliteStore({ path }).close();
    loosen(path);
    const raw = new SqliteDatabase(path);
    raw.pragma('synchronous = OFF');
    raw.pragma('foreign_keys = OFF');
    const store = openSqliteStore({ path });
    return Promise.resolve({
      inputs,
      check: (input) => check(input, raw, store),
      close() {
        store.close();
        raw.close();
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    });
  },
};

/** The same tables without their types and constraints: what a damaged file may hold. */
function loosen(path: string): void {
  const database = new SqliteDatabase(path);
  database.unsafeMode(true);
  database.pragma('writable_schema = ON');
  database.exec(
    `UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), ' NOT NULL', '') WHERE type = 'table'`,
  );
  database.pragma('writable_schema = OFF');
  database.close();
}

/** Rows that fit beside each other; of two with one key the first stays. */
function fill(raw: Database, input: Input): Map<string, Row[]> {
  const kept = new Map<string, Row[]>();
  raw.transaction(() => {
    for (const table of TABLES) {
      raw.prepare(`DELETE FROM ${table}`).run();
      for (const row of input[table]) {
        const columns = Object.keys(row);
        const marks = columns.map((column) => `@${column}`).join(', ');
        try {
          raw
            .prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
            .run(row);
        } catch (error) {
          // A number of a row that is none, which no file can hold.
          if (!String(error).includes('datatype mismatch')) throw error;
        }
      }
      // Whatever the file has of them.
      kept.set(table, raw.prepare<[], Row>(`SELECT * FROM ${table}`).all());
    }
  })();
  return kept;
}

function check(input: Input, raw: Database, store: SessionStore): Verdict {
  const kept = fill(raw, input);
  const before = store.damaged().length;
  const { sessions } = store.listSessions({ limit: 500 });
  for (const session of sessions) checkSession(session);
  promise(
    isSame(
      sessions.map(({ id }) => id),
      pagesOf(store, input.limit),
    ),
    'pages of any size hold the same sessions',
  );
  checkFilters(store, sessions);
  const events = store.listEvents({ after: -1, limit: 500 });
  promise(
    events.every(({ id }, index) => index === 0 || id > (events[index - 1]?.id ?? 0)),
    'events rise',
  );
  const keys = store.listKeys({ at: 2_500 });
  for (const { key } of keys) promise(store.getKey(key, 2_500) !== null, 'what is listed is there');
  for (const row of kept.get('sessions') ?? []) {
    const id = row['id'];
    if (typeof id !== 'string') continue;
    const session = store.getSession(id);
    promise((session !== null) === sessions.some((one) => one.id === id), 'listed and got alike');
    for (const one of store.listOutbox({ sessionId: id })) {
      promise(store.getOutbox(one.id) !== null, 'what is listed is there');
    }
    checkWrites(store, id);
  }
  return verdict(store, { kept, before, found: sessions.length + events.length });
}

function verdict(
  store: SessionStore,
  { kept, before, found }: { kept: Map<string, Row[]>; before: number; found: number },
): Verdict {
  const damaged = store.damaged();
  const rows = ['sessions', 'events'].flatMap((table) =>
    (kept.get(table) ?? []).map((row) => ({
      table,
      key: String(row[KEY_OF[table === 'events' ? 'events' : 'sessions']]),
    })),
  );
  const named = rows.filter(({ table, key }) =>
    damaged.some((one) => one.table === table && one.key === key),
  );
  promise(found + named.length >= rows.length, 'a row is read, or named as damaged');
  return damaged.length > before ? 'rejected' : 'accepted';
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function pagesOf(store: SessionStore, limit: number): string[] {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 50; page += 1) {
    const { sessions, nextCursor } = store.listSessions({
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...sessions.map(({ id }) => id));
    if (nextCursor === null) return found;
    cursor = nextCursor;
  }
  throw new Error('pages without end');
}

function checkFilters(store: SessionStore, sessions: readonly SessionRow[]): void {
  const tagged = store.listSessions({ tag: 'a', limit: 500 }).sessions.length;
  promise(tagged === sessions.filter(({ tags }) => tags.includes('a')).length, 'tags are found');
  const live = store.listSessions({ live: true, limit: 500 }).sessions.length;
  promise(
    live === sessions.filter(({ endedAt }) => endedAt === null).length,
    'the living are found',
  );
  const counts = Object.values(store.countSessions());
  promise(counts.reduce((sum, count) => sum + count, 0) === sessions.length, 'counted as listed');
}

function checkSession(row: SessionRow): void {
  const record = recordFromRow(row);
  const session = toSession(record);
  if (!v.is(sessionIdSchema, row.id)) return;
  if (row.parentId !== null && !v.is(sessionIdSchema, row.parentId)) return;
  const parsed = v.safeParse(sessionSchema, session);
  promise(
    parsed.success,
    `a session fits its schema: ${parsed.issues?.map((issue) => v.getDotPath(issue)).join() ?? ''}`,
  );
}

/** Whatever stands there, it can be written over, or says by a typed error why not. */
function checkWrites(store: SessionStore, id: string): void {
  try {
    store.transaction(() => {
      store.updateSession(id, { status: 'exited', endedAt: 5 });
      throw new Rollback();
    });
  } catch (error) {
    promise(error instanceof Rollback || StoreError.is(error), `typed: ${String(error)}`);
  }
}

class Rollback extends Error {}
