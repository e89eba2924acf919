import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.ts';
import { eventOf, outboxRow, sessionRow } from '../testing/store-samples.ts';
import type { SessionStore } from '../types.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let directory: string;
let path: string;
let store: SessionStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-damage-'));
  path = join(directory, 'aegis.sqlite');
  store = openSqliteStore({ path });
  for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
    store.insertSession(sessionRow(id, { createdAt: index }));
    store.enqueue(outboxRow(`o${id}`, 'a'));
    store.setKey({ key: id, value: id, at: 0, expiresAt: null });
    store.appendEvent(eventOf('a'));
  }
  store.close();
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function damage(...statements: string[]): void {
  const database = new SqliteDatabase(path);
  for (const statement of statements) database.exec(statement);
  database.close();
  store = openSqliteStore({ path });
}

const kept = (table: string): number => {
  const database = new SqliteDatabase(path);
  const count = Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  database.close();
  return count;
};

describe('damaged rows', () => {
  it('are still known of when what was written over them is rolled back', () => {
    damage("UPDATE sessions SET data = '{\"half' WHERE id = 'c'");
    expect(() =>
      store.transaction(() => {
        store.updateSession('c', { data: {} });
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.damaged().map(({ key }) => key)).toEqual(['c']);
    expect(store.countSessions()).toEqual({ idle: 3 });
  });

  it('are damaged no more once somebody has repaired them', () => {
    damage("UPDATE sessions SET tags = 'x' WHERE id = 'c'");
    const database = new SqliteDatabase(path);
    database.exec("UPDATE sessions SET tags = '[]' WHERE id = 'c'");
    database.close();
    expect(store.getSession('c')?.tags).toEqual([]);
    expect(store.damaged()).toEqual([]);
  });

  it('are skipped, counted from the start, and kept: sessions', () => {
    damage(
      "UPDATE sessions SET data = '{\"half' WHERE id = 'c'",
      "UPDATE sessions SET tags = '[1]' WHERE id = 'd'",
    );
    const reported = store
      .damaged()
      .map(({ table, key, problem }) => [table, key, problem.slice(0, 5)]);
    expect(reported).toEqual([
      ['sessions', 'c', 'data:'],
      ['sessions', 'd', 'tags.'],
    ]);
    expect(store.getSession('c')).toBeNull();
    const first = store.listSessions({ limit: 1 });
    expect(first.sessions.map(({ id }) => id)).toEqual(['b']);
    const second = store.listSessions({ limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.sessions.map(({ id }) => id)).toEqual(['a']);
    expect(second.nextCursor).toBeNull();
    expect(store.listSessions({ tag: 'x' }).sessions).toEqual([]);
    expect(store.countSessions()).toEqual({ idle: 2 });
    expect(kept('sessions')).toBe(4);
  });

  it('are skipped without shortening a page: events', () => {
    damage("UPDATE events SET data = 'null' WHERE id IN (1, 3)");
    expect(store.damaged()).toEqual([]);
    const listed = store.listEvents({ after: 0, limit: 2 });
    expect(listed.map(({ id }) => id)).toEqual([2, 4]);
    expect(store.listEvents({ after: 0, limit: 2, sessionId: 'a' })).toEqual(listed);
    expect(store.damaged().map(({ key }) => key)).toEqual(['1', '3']);
    expect(kept('events')).toBe(4);
    store.pruneEvents({ keep: 0 });
    expect(store.damaged()).toEqual([]);
  });

  it('are skipped: outbox rows of a state that nobody knows', () => {
    damage(
      "UPDATE outbox SET state = 'teleported' WHERE id = 'ob'",
      "UPDATE outbox SET evidence = '7', idempotency_key = 'k' WHERE id = 'oc'",
    );
    expect(store.damaged().map(({ table, key }) => `${table} ${key}`)).toEqual([
      'outbox ob',
      'outbox oc',
    ]);
    expect(store.getOutbox('ob')).toBeNull();
    expect(store.listOutbox({ sessionId: 'a' }).map(({ id }) => id)).toEqual(['oa', 'od']);
    const codes = [
      () => store.updateOutbox('ob', { state: 'failed' }, 1),
      () => store.enqueue(outboxRow('new', 'a', { idempotencyKey: 'k' })),
    ].map((run) => {
      try {
        run();
        return 'no error';
      } catch (error) {
        return StoreError.is(error) ? error.code : error;
      }
    });
    expect(codes).toEqual(['corrupt', 'corrupt']);
    // The order goes on behind what is damaged.
    expect(store.enqueue(outboxRow('new', 'a')).row.seq).toBe(5);
    expect(kept('outbox')).toBe(5);
  });

  it('are skipped, and sound again once written anew: keys and sessions', () => {
    damage(
      "UPDATE keys SET value = 'nonsense' WHERE key = 'b'",
      "UPDATE sessions SET data = '' WHERE id = 'a'",
    );
    expect(store.damaged()).toHaveLength(2);
    expect(store.getKey('b', 0)).toBeNull();
    expect(store.listKeys({ at: 0 }).map(({ key }) => key)).toEqual(['a', 'c', 'd']);
    store.setKey({ key: 'b', value: 1, at: 0, expiresAt: null });
    store.updateSession('a', { data: { n: 1 } });
    expect(store.getKey('b', 0)?.value).toBe(1);
    expect(store.getSession('a')?.data).toEqual({ n: 1 });
    expect(store.damaged()).toEqual([]);
  });

  it('are forgotten when they expire', () => {
    damage("UPDATE keys SET value = 'nonsense', expires_at = 5 WHERE key = 'b'");
    expect(store.damaged()).toHaveLength(1);
    store.setKey({ key: 'other', value: 1, at: 5, expiresAt: null });
    expect(store.damaged()).toEqual([]);
    expect(kept('keys')).toBe(4);
  });
});
