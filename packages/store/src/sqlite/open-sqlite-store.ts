import SqliteDatabase, { type Database } from 'better-sqlite3';
import { closable } from '../closable.ts';
import { keyCodec, outboxCodec, sessionCodec } from '../row-codec.ts';
import type { SessionStore } from '../types.ts';
import { migrate } from './migrations.ts';
import { assertWhole, inspectFile } from './inspect-file.ts';
import { prepareFile } from './prepare-file.ts';
import { createRowReader, type Codec, type RowReader } from './row-reader.ts';
import { createSqliteEvents } from './sqlite-events.ts';
import { createSqliteKeys } from './sqlite-keys.ts';
import { createSqliteOutbox } from './sqlite-outbox.ts';
import { createSqliteSessions } from './sqlite-sessions.ts';
import { createTransaction } from './transaction.ts';
import { translateError } from './translate-error.ts';

/** Bytes that the log (`-wal`) keeps of the disk once what is in it has gone to the database. */
const MAX_IDLE_LOG_BYTES = 4 * 1024 * 1024;

export interface SqliteStoreOptions {
  /** The database file, made with mode 0600 if it is not there. Its directory must be. */
  path: string;
  /** How long a call waits for another process's lock before it throws `locked`. Default 2,000. */
  busyTimeoutMs?: number;
}

/**
 * Open the store, and bring an older one to the newest schema. A write is on the disk when the call returns
 * (`synchronous=FULL`): it outlives a crash of this process and of the machine.
 * A file that cannot be read is left as it is.
 * @throws StoreError `corrupt`, `too_new`, `locked`, `read_only`, `full`, `failed`
 */
export function openSqliteStore({ path, busyTimeoutMs = 2_000 }: SqliteStoreOptions): SessionStore {
  const translate = translateError(path);
  assertWhole(path);
  prepareFile(path);
  let database: Database | null = null;
  try {
    inspectFile(path, { busyTimeoutMs });
    database = new SqliteDatabase(path, { timeout: busyTimeoutMs });
    // Has an effect on a new file alone, and only before anything is in it.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma(`journal_size_limit = ${MAX_IDLE_LOG_BYTES}`);
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database, path);
    return closable(assemble(database), translate);
  } catch (error) {
    database?.close();
    throw translate(error);
  }
}

function assemble(database: Database): SessionStore {
  const reader = createRowReader();
  const transaction = createTransaction(database, reader);
  const store: SessionStore = {
    ...createSqliteSessions(database, reader, transaction),
    ...createSqliteEvents(database, reader, transaction),
    ...createSqliteOutbox(database, reader, transaction),
    ...createSqliteKeys(database, reader, transaction),
    transaction,
    compact: ({ pages }) => compact(database, pages),
    damaged: () => reader.damaged(),
    close: () => void database.close(),
  };
  findDamage(database, reader);
  return store;
}

function compact(database: Database, pages: number): number {
  // In SQLite, none stands for all of them.
  if (pages >= 1) database.pragma(`incremental_vacuum(${Math.trunc(pages)})`);
  // Waits for nobody: what another process still reads stays in the log until the next time.
  database.pragma('wal_checkpoint(PASSIVE)');
  return Number(database.pragma('freelist_count', { simple: true }));
}

/** The tables that stay small are read once, so that a damaged row is known of from the start. */
function findDamage(database: Database, reader: RowReader): void {
  function check<Row>(codec: Codec<Row>): void {
    const rows = database.prepare(`SELECT * FROM ${codec.table}`).iterate();
    for (const raw of rows) reader.read(codec, raw);
  }
  check(sessionCodec);
  check(outboxCodec);
  check(keyCodec);
}
