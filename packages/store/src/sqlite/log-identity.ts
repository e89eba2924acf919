import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** As the table `identity` has it: what tells one database of ours from another, wherever its bytes are found. */
const IDENTITY = /aegis-store:[0-9a-f]{32}/g;
const IDENTITY_LENGTH = 'aegis-store:'.length + 32;
const CHUNK_BYTES = 1024 * 1024;

/**
 * SQLite applies whatever log (`-wal`) stands beside a database. Whether it is another one's: the database as seen through the
 * log has an identity, and the bytes of the file itself have some, but not that one.
 */
export function hasForeignLog(database: Database, path: string): boolean {
  const hasTable = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'identity'")
    .get();
  if (hasTable === undefined) return false;
  const own = database.prepare<[], string>('SELECT id FROM identity').pluck().get();
  if (own === undefined) return false;
  let hasOthers = false;
  for (const found of identitiesIn(path)) {
    if (found === own) return false;
    hasOthers = true;
  }
  // With none at all, the file is as it was before its first checkpoint.
  return hasOthers;
}

function* identitiesIn(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let from = 0; ; from += CHUNK_BYTES - IDENTITY_LENGTH) {
      const length = readSync(file, chunk, 0, CHUNK_BYTES, from);
      const text = chunk.toString('latin1', 0, length);
      for (const [identity] of text.matchAll(IDENTITY)) yield identity;
      if (length < CHUNK_BYTES) return;
    }
  } finally {
    closeSync(file);
  }
}
