import type { Database } from 'better-sqlite3';
import type { SessionStore } from '../types.ts';
import type { RowReader } from './row-reader.ts';
import { assertSynchronous } from '../synchronous.ts';

/** Takes the write lock at once, so that a transaction which reads first cannot fail halfway for another writer. */
export function createTransaction(
  database: Database,
  reader: Pick<RowReader, 'remember'>,
): SessionStore['transaction'] {
  return function transaction<T>(run: () => T): T {
    const joins = database.inTransaction;
    const restoreDamaged = reader.remember();
    database.exec(joins ? 'SAVEPOINT joined' : 'BEGIN IMMEDIATE');
    try {
      const result = assertSynchronous(run());
      database.exec(joins ? 'RELEASE joined' : 'COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back by itself on some errors, a full disk for one.
      if (database.inTransaction) {
        database.exec(joins ? 'ROLLBACK TO joined; RELEASE joined' : 'ROLLBACK');
      }
      // The rows are as they were, and so is what is known of them.
      restoreDamaged();
      throw error;
    }
  };
}
