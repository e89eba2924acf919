import { statSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { StoreError } from '../store-error.ts';
import { hasForeignLog } from './log-identity.ts';
import { assertKnown } from './migrations.ts';

/**
 * SQLite takes a log (`-wal`) without its database for a left-over, and deletes it: with it everything that only the log has.
 * @throws StoreError `corrupt`
 */
export function assertWhole(path: string): void {
  if (sizeOf(path) > 0 || sizeOf(`${path}-wal`) === 0) return;
  throw new StoreError(
    'corrupt',
    `${path} is empty or missing, but its log ${path}-wal is there. Nothing was changed. Put the database back beside its log, or move the log away to start afresh.`,
  );
}

/**
 * Looks at a database through a connection that cannot write, so that one that is not ours, of a newer version or damaged is
 * left as it is, byte for byte. Reads the whole file.
 * @throws StoreError `corrupt`, `too_new`, or SQLite's own error
 */
export function inspectFile(path: string, { busyTimeoutMs }: { busyTimeoutMs: number }): void {
  if (sizeOf(path) === 0) return;
  const database = new SqliteDatabase(path, { readonly: true, timeout: busyTimeoutMs });
  try {
    assertKnown(database, path);
    const hasLog = sizeOf(`${path}-wal`) > 0;
    if (hasLog && hasForeignLog(database, path)) throw foreignLog(path);
    // A log that is not this file's own shows where its pages and the file's do not fit: that takes the whole check.
    assertSound(database, path, hasLog ? 'integrity_check' : 'quick_check');
  } finally {
    database.close();
  }
}

function assertSound(
  database: Database,
  path: string,
  check: 'quick_check' | 'integrity_check',
): void {
  const [problem] = database.prepare<[], string>(`PRAGMA ${check}(1)`).pluck().all();
  if (problem === 'ok') return;
  throw new StoreError('corrupt', damagedMessage(path, problem ?? 'it could not be checked'));
}

function foreignLog(path: string): StoreError {
  return new StoreError(
    'corrupt',
    `The log ${path}-wal belongs to another database than ${path} beside it. Nothing was changed. Put the right log there, or move this one away.`,
  );
}

/** @param problem in SQLite's words; empty where it has none */
export function damagedMessage(path: string, problem: string): string {
  const found = problem === '' ? '' : ` (${problem.replaceAll(/\s+/g, ' ').slice(0, 160)})`;
  return `The store ${path} is damaged${found}. Nothing was changed in it. To save what is in it, run \`sqlite3 '${path}' .recover | sqlite3 recovered.db\` and look at the result. To start afresh, move it away with its log: \`for f in '${path}'*; do mv "$f" "$f.damaged"; done\`.`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
