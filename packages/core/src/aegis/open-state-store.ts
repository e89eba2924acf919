import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { StoreError, type SessionStore } from '@aegis/store';
import { openSqliteStore } from '@aegis/store/sqlite';

const SESSIONS_GO_ON =
  'Sessions that run in tmux go on meanwhile; Aegis finds them again, also with an empty database.';

/** The database of a state directory. @throws AegisError `store_failed`, `state_dir_in_use` */
export function openStateStore(stateDir: string): SessionStore {
  try {
    return openSqliteStore({ path: join(stateDir, 'aegis.db') });
  } catch (error) {
    if (!StoreError.is(error)) throw error;
    const code = error.code === 'locked' ? 'state_dir_in_use' : 'store_failed';
    const comfort = error.code === 'corrupt' ? ` ${SESSIONS_GO_ON}` : '';
    throw new AegisError(code, `${error.message}${comfort}`, {
      details: { store: error.code, stateDir },
      cause: error,
    });
  }
}
