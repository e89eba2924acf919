import {
  copyFileSync,
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
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.ts';
import { eventOf, sessionRow } from '../testing/store-samples.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const PAGE = 4_096;

let directory: string;
let path: string;
let wal: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-damaged-'));
  path = join(directory, 'aegis.sqlite');
  wal = `${path}-wal`;
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A store with some pages of everything, closed, so that all is in the one file. */
function fill(events = 2_000): void {
  const store = openSqliteStore({ path });
  store.transaction(() => {
    store.insertSession(sessionRow('a'));
    for (let count = 0; count < events; count += 1) store.appendEvent(eventOf('a'));
  });
  store.close();
}

/** A database with its log, as a process that was killed leaves them: `events` of them are in the log alone. */
function leaveLog(events: number, { at = path, isCheckpointed = true } = {}): void {
  const live = join(directory, 'live.sqlite');
  for (const suffix of ['', '-wal', '-shm']) rmSync(live + suffix, { force: true });
  const store = openSqliteStore({ path: live });
  store.insertSession(sessionRow('a'));
  if (isCheckpointed) store.compact({ pages: 0 });
  for (let count = 0; count < events; count += 1) store.appendEvent(eventOf('a', { at: count }));
  copyFileSync(live, at);
  copyFileSync(`${live}-wal`, `${at}-wal`);
  store.close();
}

function overwrite(file: string, from: number, bytes: Buffer): void {
  const all = readFileSync(file);
  bytes.copy(all, from);
  writeFileSync(file, all);
}

function refusal(): StoreError {
  try {
    openSqliteStore({ path, busyTimeoutMs: 50 }).close();
  } catch (error) {
    if (StoreError.is(error)) return error;
    throw error;
  }
  throw new Error('It was opened.');
}

/** Where a table begins; the log has no such page where nothing was written to the table. */
function rootPageOf(table: string): number {
  const database = new SqliteDatabase(join(directory, 'live.sqlite'), { readonly: true });
  const root = database
    .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(table);
  database.close();
  return (root ?? 0) - 1;
}

const contents = (): (Buffer | null)[] =>
  [path, wal].map((file) =>
    existsSync(file) && statSync(file).size > 0 ? readFileSync(file) : null,
  );

describe('a database that cannot be trusted', () => {
  it.each<[string, () => void]>([
    ['a page of zeros in its midst', () => overwrite(path, 20 * PAGE, Buffer.alloc(PAGE))],
    ['a page of noise in its midst', () => overwrite(path, 30 * PAGE, Buffer.alloc(PAGE, 0xa5))],
    ['a header of noise', () => overwrite(path, 0, Buffer.alloc(100, 0x5a))],
    ['its last pages cut off', () => truncateSync(path, statSync(path).size - 3 * PAGE)],
    ['half a page at its end', () => truncateSync(path, statSync(path).size - PAGE / 2)],
    ['nothing but half of its first page', () => truncateSync(path, PAGE / 2)],
    ['its first page gone', () => overwrite(path, 0, Buffer.alloc(PAGE))],
  ])('is refused with what to do, and left as it is: %s', (_, damage) => {
    fill();
    damage();
    const before = contents();
    const { code, message } = refusal();
    expect(code).toBe('corrupt');
    expect(message).toContain(path);
    expect(message).toMatch(/\.recover.*start afresh, move it away/);
    expect(contents()).toEqual(before);
    // Again is the same: the first look changed nothing.
    expect(refusal().code).toBe('corrupt');
  });

  it('is left as it is with its log, though the log holds good pages', () => {
    leaveLog(30);
    overwrite(path, rootPageOf('keys') * PAGE, Buffer.alloc(PAGE, 0xff));
    const before = contents();
    expect(before[1]).not.toBeNull();
    expect(refusal().code).toBe('corrupt');
    expect(contents()).toEqual(before);
  });

  it.each<[string, () => void]>([
    ['empty', () => truncateSync(path, 0)],
    ['gone', () => rmSync(path)],
  ])('is %s while its log is there: nothing is deleted', (_, damage) => {
    leaveLog(10);
    damage();
    const before = contents();
    const { code, message } = refusal();
    expect(code).toBe('corrupt');
    expect(message).toContain(`${path}-wal`);
    expect(contents()).toEqual(before);
  });

  it.each([
    ['whole, that was never emptied', false],
    ['of its last events alone', true],
  ])('has the log of another database, %s', (_, isCheckpointed) => {
    fill(3_000);
    const mine = readFileSync(path);
    const other = join(directory, 'other.sqlite');
    leaveLog(20, { at: other, isCheckpointed });
    copyFileSync(`${other}-wal`, wal);
    const before = contents();
    expect(refusal().code).toBe('corrupt');
    expect(contents()).toEqual(before);
    rmSync(wal);
    expect(readFileSync(path).equals(mine)).toBe(true);
    openSqliteStore({ path }).close();
  });

  it("is another program's: not even its journal mode is changed", () => {
    const theirs = new SqliteDatabase(path);
    theirs.exec('CREATE TABLE theirs (x)');
    theirs.close();
    const before = contents();
    expect(refusal().message).toMatch(/another program/);
    expect(contents()).toEqual(before);
  });

  it('is held by another process', () => {
    fill(1);
    const other = new SqliteDatabase(path);
    other.pragma('journal_mode = DELETE');
    other.exec('BEGIN EXCLUSIVE');
    const { code, message } = refusal();
    expect(code).toBe('locked');
    expect(message).toMatch(/end the other Aegis/);
    other.exec('COMMIT');
    other.close();
    openSqliteStore({ path }).close();
  });
});

describe('a log that was torn', () => {
  it.each([1, 17, 24, 32, 50, 4_000, 4_121, 40_000])(
    'with %d bytes less at its end opens at a whole transaction, and goes on',
    (bytes) => {
      leaveLog(40);
      truncateSync(wal, Math.max(0, statSync(wal).size - bytes));
      const store = openSqliteStore({ path });
      const kept = store.listEvents({ after: 0, limit: 1_000 });
      expect(kept.map(({ id }) => id)).toEqual(kept.map((_, index) => index + 1));
      expect(kept.length).toBeGreaterThan(40 - 2 - bytes / PAGE);
      expect(kept.length).toBeLessThan(40);
      expect(store.appendEvent(eventOf('a')).id).toBe(kept.length + 1);
      store.close();
    },
  );

  it('in its midst ends there: what stands behind it is not believed', () => {
    leaveLog(40);
    const middle = Math.trunc(statSync(wal).size / 2);
    overwrite(wal, middle, Buffer.alloc(64, 0xee));
    const store = openSqliteStore({ path });
    const kept = store.listEvents({ after: 0, limit: 1_000 });
    expect(kept.length).toBeGreaterThan(8);
    expect(kept.length).toBeLessThan(32);
    store.close();
  });
});
