import { AegisError, toTimestamp, type MemoryBody, type MemoryEntry } from '@aegis/protocol';
import type { JsonValue, KeyValue, SessionStore } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';

/** Entries of the shared state, apart from what core keeps for itself. */
const PREFIX = 'memory.';

/** Small values that sessions, agents and people share, over restarts. */
export class Memory {
  readonly #store: SessionStore;
  readonly #clock: Clock;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws StoreError */
  set({ key, value, ttlSeconds }: MemoryBody): MemoryEntry {
    const at = this.#clock.now();
    this.#store.setKey({
      key: PREFIX + key,
      // What came as JSON is JSON; the schema has refused what is not.
      value: value as JsonValue,
      at,
      expiresAt: ttlSeconds === undefined ? null : at + ttlSeconds * 1_000,
    });
    return this.get(key);
  }

  /** @throws AegisError `memory_not_found` */
  get(key: string): MemoryEntry {
    const entry = this.#store.getKey(PREFIX + key, this.#clock.now());
    if (entry === null) throw notThere(key);
    return toEntry(entry);
  }

  /** By key. */
  list(prefix = ''): MemoryEntry[] {
    return this.#store.listKeys({ prefix: PREFIX + prefix, at: this.#clock.now() }).map(toEntry);
  }

  /** @throws AegisError `memory_not_found` */
  delete(key: string): void {
    if (!this.#store.deleteKey(PREFIX + key)) throw notThere(key);
  }
}

function toEntry({ key, value, updatedAt, expiresAt }: KeyValue): MemoryEntry {
  return {
    key: key.slice(PREFIX.length),
    value,
    updatedAt: toTimestamp(updatedAt),
    expiresAt: expiresAt === null ? null : toTimestamp(expiresAt),
  };
}

function notThere(key: string): AegisError {
  return new AegisError(
    'memory_not_found',
    `The shared state has no "${key.slice(0, 200)}": it was never set, was deleted, or has expired. List it with GET /v1/memory.`,
    { details: { key: key.slice(0, 200) } },
  );
}
