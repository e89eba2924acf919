import { join } from 'node:path';
import { openSqliteStore } from '@aegis/store/sqlite';

export const STORED_SESSION = 'ses_11111111111111111111';

/** Puts a session into a server's database, beside the server: core finds it there when it is first asked for. */
export function storeSession(
  stateDir: string,
  {
    status = 'idle',
    workDir = '/work',
    ...data
  }: { status?: string; workDir?: string; name?: string; hookSecret?: string } = {},
): void {
  const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
  store.insertSession({
    id: STORED_SESSION,
    workDir,
    parentId: null,
    status,
    tags: [],
    createdAt: 1,
    updatedAt: 1,
    endedAt: null,
    data,
  });
  store.close();
}

/** The types of the events that a server has stored, oldest first. */
export function storedEventTypes(stateDir: string): string[] {
  const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
  const types = store.listEvents({ after: 0, limit: 100 }).map(({ type }) => type);
  store.close();
  return types;
}
