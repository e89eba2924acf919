import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VERSION_1 } from '../testing/version-1.ts';
import { migrate, MIGRATIONS } from './migrations.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let directory: string;
let path: string;
let database: Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-migrate-'));
  path = join(directory, 'aegis.sqlite');
  database = new SqliteDatabase(path);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

const version = (): unknown => database.pragma('user_version', { simple: true });
const tables = (): unknown[] =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all();

describe('migrate', () => {
  it('opens what version 1 wrote, with everything in it', () => {
    database.exec(VERSION_1);
    database.close();
    const store = openSqliteStore({ path });
    expect(store.listSessions().sessions).toEqual([
      {
        id: 'ses_2',
        workDir: '/home/user/b',
        parentId: 'ses_1',
        status: 'exited',
        tags: ['nightly', 'ü'],
        createdAt: 1795370132001,
        updatedAt: 1795370140000,
        endedAt: 1795370140000,
        data: { name: 'second', pid: null },
      },
      {
        id: 'ses_1',
        workDir: '/home/user/a',
        parentId: null,
        status: 'working',
        tags: [],
        createdAt: 1795370132000,
        updatedAt: 1795370132000,
        endedAt: null,
        data: { name: 'first' },
      },
    ]);
    expect(store.listEvents({ after: 0, limit: 9 }).map(({ id, type }) => [id, type])).toEqual([
      [3, 'session-created'],
      [7, 'status-changed'],
    ]);
    expect(store.lastEventId()).toBe(12);
    expect(store.listOutbox({ sessionId: 'ses_1' })).toMatchObject([
      { id: 'msg_1', seq: 1, state: 'delivered', evidence: { rule: 'prompt-hook' } },
      { id: 'msg_2', seq: 2, state: 'typing', idempotencyKey: 'once', text: "it's\ntwo lines" },
    ]);
    expect(store.getKey('hooks', 0)?.value).toEqual({ port: 40000 });
    expect(store.damaged()).toEqual([]);
    store.close();
  });

  it('takes a database through every step it lacks, in order, with its rows', () => {
    database.exec(VERSION_1);
    migrate(database, path, [
      ...MIGRATIONS,
      'CREATE TABLE second (x); INSERT INTO second SELECT count(*) FROM sessions;',
      'ALTER TABLE second ADD COLUMN y; UPDATE second SET y = x * 10;',
    ]);
    expect(version()).toBe(MIGRATIONS.length + 2);
    expect(database.prepare('SELECT * FROM second').all()).toEqual([{ x: 2, y: 20 }]);
  });

  it('does all steps or none', () => {
    database.exec(VERSION_1);
    const before = tables();
    const steps = [...MIGRATIONS, 'CREATE TABLE second (x);', 'INSERT INTO nowhere VALUES (1);'];
    expect(() => migrate(database, path, steps)).toThrow('nowhere');
    expect(version()).toBe(1);
    expect(tables()).toEqual(before);
    expect(database.inTransaction).toBe(false);
  });

  it('does nothing a second time', () => {
    migrate(database, path);
    migrate(database, path);
    expect(version()).toBe(MIGRATIONS.length);
  });

  it('makes of version 1 what a new database is', () => {
    const schema = (one: Database): unknown[] =>
      one.prepare('SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name').all();
    database.exec(VERSION_1);
    migrate(database, path);
    const fresh = new SqliteDatabase(':memory:');
    migrate(fresh, ':memory:');
    expect(schema(database)).toEqual(schema(fresh));
    fresh.close();
  });
});
