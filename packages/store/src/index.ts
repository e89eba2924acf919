/** Where Aegis remembers: the port, and the store that forgets. SQLite is behind `@aegis/store/sqlite`. */
export { createMemoryStore } from './memory/memory-store.ts';
export { StoreError } from './store-error.ts';
export type { StoreErrorCode } from './store-error.ts';
export { OUTBOX_STATES, SETTLED_OUTBOX_STATES } from './types.ts';
export type {
  DamagedRow,
  EventRow,
  JsonObject,
  JsonValue,
  KeyValue,
  OutboxRow,
  OutboxState,
  SessionFilter,
  SessionRow,
  SessionStore,
} from './types.ts';
