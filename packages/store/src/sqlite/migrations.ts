import type { Database } from 'better-sqlite3';
import { StoreError } from '../store-error.ts';

/** One step of the schema: `migrations[n]` takes a database of version n to version n + 1. Never edit a released one. */
export type Migration = string;

export const MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    work_dir TEXT NOT NULL,
    parent_id TEXT,
    status TEXT NOT NULL,
    tags TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_newest ON sessions (created_at, id);
  CREATE INDEX sessions_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;

  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_session ON events (session_id, id);

  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    idempotency_key TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    evidence TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (session_id, seq)
  ) STRICT;
  CREATE UNIQUE INDEX outbox_idempotency ON outbox (session_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;

  CREATE TABLE keys (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX keys_expiry ON keys (expires_at) WHERE expires_at IS NOT NULL;
  `,
  // What is too old is found without reading the rest; and what tells one database from another.
  `
  CREATE INDEX events_age ON events (at, id);
  CREATE INDEX outbox_age ON outbox (updated_at);
  CREATE TABLE identity (id TEXT NOT NULL) STRICT;
  INSERT INTO identity VALUES ('aegis-store:' || lower(hex(randomblob(16))));
  `,
  // An event may be of no session. A column cannot be made to take NULL: the table is made anew, with its last id.
  `
  CREATE TABLE all_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT REFERENCES sessions (id),
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  INSERT INTO all_events SELECT id, session_id, type, at, data FROM events;
  DELETE FROM sqlite_sequence WHERE name = 'all_events';
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'all_events', seq FROM sqlite_sequence WHERE name = 'events';
  DROP TABLE events;
  ALTER TABLE all_events RENAME TO events;
  CREATE INDEX events_of_session ON events (session_id, id);
  CREATE INDEX events_age ON events (at, id);
  `,
];

/** "AEGS": tells our files from those of other programs (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x41_45_47_53;

/**
 * Bring the database to the newest schema, all steps or none.
 * @throws StoreError `too_new`, or `corrupt` for another program's database
 */
export function migrate(
  database: Database,
  path: string,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  assertKnown(database, path, migrations);
  if (version(database) === migrations.length) return;
  database.exec('BEGIN EXCLUSIVE');
  try {
    // Read again under the lock: another process may have migrated meanwhile.
    assertKnown(database, path, migrations);
    const from = version(database);
    for (const step of migrations.slice(from)) database.exec(step);
    database.pragma(`user_version = ${migrations.length}`);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** @throws StoreError `too_new`, or `corrupt` for another program's database */
export function assertKnown(
  database: Database,
  path: string,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const from = version(database);
  assertOurs(database, path, from);
  if (from > migrations.length) throw tooNew(path, from, migrations.length);
}

function version(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function isOurs(database: Database): boolean {
  return Number(database.pragma('application_id', { simple: true })) === APPLICATION_ID;
}

function assertOurs(database: Database, path: string, from: number): void {
  if (isOurs(database)) return;
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (from === 0 && tables === 0) return;
  throw new StoreError(
    'corrupt',
    `${path} is a database of another program. Nothing was changed in it; give Aegis another path.`,
  );
}

function tooNew(path: string, found: number, known: number): StoreError {
  return new StoreError(
    'too_new',
    `${path} was written by a newer Aegis (schema ${found}; this one knows up to ${known}). Nothing was changed in it; upgrade Aegis, or use another state directory.`,
  );
}
