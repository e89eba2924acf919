import { readFileSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';

/** SQL that makes a database as version 1 of the schema wrote it. */
export const VERSION_1 = readFileSync(
  new URL('../fixtures/version-1.sql', import.meta.url),
  'utf8',
);

/** A database of version 1 with `events` further events in it, in WAL mode as it was used. */
export function writeVersion1(path: string, { events }: { events: number }): void {
  const database = new SqliteDatabase(path);
  database.pragma('journal_mode = WAL');
  database.exec(VERSION_1);
  const insert = database.prepare(
    "INSERT INTO events (session_id, type, at, data) VALUES ('ses_1', 'message-added', ?, ?)",
  );
  database.transaction(() => {
    for (let count = 0; count < events; count += 1) insert.run(count, `{"n":${count}}`);
  })();
  database.close();
}
