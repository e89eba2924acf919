/** The store on disk: better-sqlite3 in WAL mode. */
export { openSqliteStore } from './open-sqlite-store.ts';
export type { SqliteStoreOptions } from './open-sqlite-store.ts';
