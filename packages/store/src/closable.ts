import { storeClosed } from './missing.ts';
import type { SessionStore } from './types.ts';

/**
 * `store`, whose every call but `close` throws `closed` once it is closed; closing twice is no error.
 * @param translate what a failed call throws instead of `error`
 */
export function closable(
  store: SessionStore,
  translate: (error: unknown) => unknown = (error) => error,
): SessionStore {
  let open = true;
  function call<Result>(run: () => Result): Result {
    if (!open) throw storeClosed();
    try {
      return run();
    } catch (error) {
      throw translate(error);
    }
  }
  return {
    insertSession: (row) => call(() => store.insertSession(row)),
    updateSession: (id, patch) => call(() => store.updateSession(id, patch)),
    getSession: (id) => call(() => store.getSession(id)),
    listSessions: (filter) => call(() => store.listSessions(filter)),
    countSessions: () => call(() => store.countSessions()),
    appendEvent: (event) => call(() => store.appendEvent(event)),
    listEvents: (query) => call(() => store.listEvents(query)),
    lastEventId: () => call(() => store.lastEventId()),
    firstEventId: () => call(() => store.firstEventId()),
    pruneEvents: (limits) => call(() => store.pruneEvents(limits)),
    enqueue: (row) => call(() => store.enqueue(row)),
    updateOutbox: (id, patch, at) => call(() => store.updateOutbox(id, patch, at)),
    getOutbox: (id) => call(() => store.getOutbox(id)),
    listOutbox: (query) => call(() => store.listOutbox(query)),
    setKey: (entry) => call(() => store.setKey(entry)),
    getKey: (key, at) => call(() => store.getKey(key, at)),
    listKeys: (query) => call(() => store.listKeys(query)),
    deleteKey: (key) => call(() => store.deleteKey(key)),
    transaction: (run) => call(() => store.transaction(run)),
    damaged: () => call(() => store.damaged()),
    close() {
      if (!open) return;
      open = false;
      store.close();
    },
  };
}
