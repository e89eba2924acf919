import { chmodSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import SqliteDatabase, { type Database } from 'better-sqlite3';

export interface StateDirLock {
  /** Again is fine. */
  release(): void;
}

/**
 * Makes this Aegis the only one of its state directory, until `release` or the end of the process, however that comes:
 * the lock is the operating system's, on an empty database that is never written.
 * @throws AegisError `state_dir_in_use`, `store_failed`
 */
export function lockStateDir(stateDir: string): StateDirLock {
  const path = join(stateDir, 'aegis.lock');
  let database: Database | null = null;
  try {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    database = new SqliteDatabase(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database?.close() };
  } catch (error) {
    database?.close();
    throw isBusy(error) ? inUse(stateDir, error) : unusable(path, error);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function inUse(stateDir: string, cause: unknown): AegisError {
  return new AegisError(
    'state_dir_in_use',
    `The state directory "${stateDir}" is in use by another Aegis on this machine. Use that one, end it, or choose another directory with AEGIS_STATE_DIR.`,
    { details: { stateDir }, cause },
  );
}

function unusable(path: string, cause: unknown): AegisError {
  return new AegisError(
    'store_failed',
    `The lock file "${path}" cannot be used. Check its owner and mode, or choose another directory with AEGIS_STATE_DIR.`,
    { details: { path }, cause },
  );
}
