import type { SessionStore } from '@aegis/store';

export interface StoreWatcher {
  /** A write is on the disk. */
  wrote: () => void;
  /** A call has thrown this. */
  failed: (error: unknown) => void;
}

/** `store`, of whose writes `watcher` hears how they went: of a transaction's once, at its end. */
export function watchStore(store: SessionStore, watcher: StoreWatcher): SessionStore {
  let depth = 0;
  function write<Result>(run: () => Result): Result {
    depth += 1;
    let result: Result;
    try {
      result = run();
    } catch (error) {
      if (depth === 1) watcher.failed(error);
      throw error;
    } finally {
      depth -= 1;
    }
    if (depth === 0) watcher.wrote();
    return result;
  }
  return {
    getSession: (id) => store.getSession(id),
    listSessions: (filter) => store.listSessions(filter),
    countSessions: () => store.countSessions(),
    listEvents: (query) => store.listEvents(query),
    firstEventId: () => store.firstEventId(),
    lastEventId: () => store.lastEventId(),
    getOutbox: (id) => store.getOutbox(id),
    listOutbox: (query) => store.listOutbox(query),
    getKey: (key, at) => store.getKey(key, at),
    listKeys: (query) => store.listKeys(query),
    damaged: () => store.damaged(),
    close: () => store.close(),
    insertSession: (row) => write(() => store.insertSession(row)),
    updateSession: (id, patch) => write(() => store.updateSession(id, patch)),
    deleteSession: (id, limits) => write(() => store.deleteSession(id, limits)),
    appendEvent: (event) => write(() => store.appendEvent(event)),
    pruneEvents: (limits) => write(() => store.pruneEvents(limits)),
    enqueue: (row) => write(() => store.enqueue(row)),
    updateOutbox: (id, patch, at) => write(() => store.updateOutbox(id, patch, at)),
    pruneOutbox: (limits) => write(() => store.pruneOutbox(limits)),
    setKey: (entry) => write(() => store.setKey(entry)),
    deleteKey: (key) => write(() => store.deleteKey(key)),
    transaction: (run) => write(() => store.transaction(run)),
    compact: (limits) => write(() => store.compact(limits)),
  };
}
