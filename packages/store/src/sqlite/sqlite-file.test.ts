import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.ts';
import { buildScript, runScript } from '../testing/run-script.ts';
import { eventOf, outboxRow, sessionRow } from '../testing/store-samples.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { translateError } from './translate-error.ts';

/** As in `open-as-nobody.ts`. */
const NOBODY = 65_534;

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-store-'));
  path = join(directory, 'aegis.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true }));

function errorOf(run: () => unknown): StoreError {
  try {
    run();
  } catch (error) {
    if (StoreError.is(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** Makes the files unchangeable, also for who has them open; only some file systems can. */
function freeze(flag: '+i' | '-i'): boolean {
  return spawnSync('chattr', [flag, path, `${path}-wal`]).status === 0;
}

const canFreeze = ((): boolean => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-freeze-'));
  path = join(directory, 'x');
  writeFileSync(path, '');
  writeFileSync(`${path}-wal`, '');
  const can = process.getuid?.() === 0 && freeze('+i');
  freeze('-i');
  rmSync(directory, { recursive: true });
  return can;
})();

/** Change the file behind the store's back. */
function sql(...statements: string[]): void {
  const database = new SqliteDatabase(path);
  for (const statement of statements) database.exec(statement);
  database.close();
}

describe('openSqliteStore', () => {
  it('keeps everything over a reopening', () => {
    const first = openSqliteStore({ path });
    first.insertSession(sessionRow('a', { tags: ['x'], data: { n: 1 } }));
    first.appendEvent(eventOf('a'));
    first.appendEvent(eventOf('a'));
    first.pruneEvents({ keep: 1 });
    first.enqueue(outboxRow('1', 'a', { idempotencyKey: 'k' }));
    first.setKey({ key: 'k', value: [1], at: 1, expiresAt: null });
    first.close();

    const second = openSqliteStore({ path });
    expect(second.getSession('a')).toEqual(sessionRow('a', { tags: ['x'], data: { n: 1 } }));
    expect(second.listEvents({ after: 0, limit: 9 })).toEqual([{ ...eventOf('a'), id: 2 }]);
    expect(second.enqueue(outboxRow('2', 'a', { idempotencyKey: 'k' })).created).toBe(false);
    expect(second.getKey('k', 2)?.value).toEqual([1]);
    second.pruneEvents({ keep: 0 });
    second.close();

    const third = openSqliteStore({ path });
    expect(third.lastEventId()).toBe(2);
    expect(third.appendEvent(eventOf('a')).id).toBe(3);
    third.close();
  });

  it('lets nobody else read its files', () => {
    writeFileSync(path, '', { mode: 0o644 });
    chmodSync(path, 0o644);
    const store = openSqliteStore({ path });
    store.insertSession(sessionRow('a'));
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    }
    store.close();
  });

  it('asks for its directory', () => {
    const error = errorOf(() => openSqliteStore({ path: join(directory, 'none', 'x.sqlite') }));
    expect(error.code).toBe('failed');
    expect(error.message).toContain(join(directory, 'none'));
    expect(existsSync(join(directory, 'none'))).toBe(false);
  });

  it('says of a newer database that it is newer, and leaves it alone', () => {
    openSqliteStore({ path }).close();
    sql('PRAGMA user_version = 99');
    const before = readFileSync(path);
    const error = errorOf(() => openSqliteStore({ path }));
    expect(error.code).toBe('too_new');
    expect(error.message).toMatch(/upgrade Aegis/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("leaves another program's database alone", () => {
    sql('CREATE TABLE theirs (x)');
    const error = errorOf(() => openSqliteStore({ path }));
    expect(error.code).toBe('corrupt');
    expect(error.message).toMatch(/another program/);
  });

  it.each([
    [
      'no database',
      () => writeFileSync(path, 'This is a text, and a long one at that. '.repeat(50)),
    ],
    [
      'a database with its middle gone',
      () => {
        const store = openSqliteStore({ path });
        store.insertSession(sessionRow('a', { data: { text: 'x'.repeat(50_000) } }));
        store.close();
        truncateSync(path, 12_288);
      },
    ],
    [
      'a database with its schema overwritten',
      () => {
        openSqliteStore({ path }).close();
        const bytes = readFileSync(path);
        bytes.fill(0xff, 100, 3_000);
        writeFileSync(path, bytes);
      },
    ],
  ])('refuses %s, names it, and leaves it as it is', (_, damage) => {
    damage();
    const before = readFileSync(path);
    const error = errorOf(() => openSqliteStore({ path }));
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('says when another process keeps the lock', () => {
    openSqliteStore({ path }).close();
    const other = new SqliteDatabase(path);
    const store = openSqliteStore({ path, busyTimeoutMs: 20 });
    other.exec('BEGIN IMMEDIATE');
    expect(errorOf(() => store.insertSession(sessionRow('a'))).code).toBe('locked');
    other.exec('COMMIT');
    store.insertSession(sessionRow('a'));
    other.close();
    store.close();
  });

  it('says what may not be written', async () => {
    const script = await buildScript('open-as-nobody');
    const tryAsNobody = (): Promise<string> => text(runScript(script, path).stdout);
    chmodSync(directory, 0o555);
    expect(await tryAsNobody()).toMatch(/^read_only: .*aegis\.sqlite/);
    openSqliteStore({ path }).close();
    if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
    expect(await tryAsNobody()).toMatch(/^read_only: /);
    chmodSync(directory, 0o777);
    expect(await tryAsNobody()).toBe('opened');
    chmodSync(path, 0o444);
    expect(await tryAsNobody()).toMatch(/^read_only: /);
  });

  it('uses room again, gives back what it does not need, and its log stays small', () => {
    const store = openSqliteStore({ path });
    store.insertSession(sessionRow('a'));
    const size = (suffix = ''): number => statSync(path + suffix).size;
    const append = (): void =>
      store.transaction(() => {
        const data = { text: 'x'.repeat(500) };
        for (let count = 0; count < 3_000; count += 1) store.appendEvent(eventOf('a', { data }));
      });
    append();
    store.compact({ pages: 0 });
    const full = size();
    expect(full).toBeGreaterThan(1_500_000);
    for (let cycle = 0; cycle < 4; cycle += 1) {
      store.pruneEvents({ keep: 0 });
      append();
    }
    store.compact({ pages: 0 });
    expect(size()).toBeLessThan(full * 1.1);
    store.pruneEvents({ keep: 100 });
    const free = store.compact({ pages: 10 });
    expect(free).toBeGreaterThan(100);
    expect(store.compact({ pages: 10 })).toBe(free - 10);
    expect(store.compact({ pages: free })).toBe(0);
    // The log is cut by the first write after it was emptied.
    store.appendEvent(eventOf('a'));
    expect(size()).toBeLessThan(full / 5);
    expect(size('-wal')).toBeLessThanOrEqual(4 * 1024 * 1024);
    store.close();
  });

  it.skipIf(!canFreeze)('goes on after it could not be written while it was open', () => {
    const store = openSqliteStore({ path });
    store.insertSession(sessionRow('a'));
    freeze('+i');
    const error = errorOf(() => store.appendEvent(eventOf('a')));
    freeze('-i');
    expect(error.code).toBe('failed');
    expect(error.message).toMatch(/look at its disk/);
    expect(store.listEvents({ after: 0, limit: 9 })).toEqual([]);
    expect(store.appendEvent(eventOf('a')).id).toBe(1);
    store.close();
  });

  it('says when the disk is full', () => {
    openSqliteStore({ path }).close();
    const database = new SqliteDatabase(path);
    database.pragma('max_page_count = 1');
    let cause: unknown;
    try {
      database.prepare('INSERT INTO keys VALUES (?, ?, 0, NULL)').run('k', '"x"'.repeat(100_000));
    } catch (error) {
      cause = error;
    }
    database.close();
    expect(cause).toMatchObject({ code: 'SQLITE_FULL' });
    expect(translateError(path)(cause)).toMatchObject({ code: 'full', cause });
  });
});
