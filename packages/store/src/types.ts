/** JSON as it is stored. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** A session's row: what is searched by, and `data`, which belongs to the caller. Times are epoch milliseconds. */
export interface SessionRow {
  id: string;
  workDir: string;
  parentId: string | null;
  status: string;
  tags: readonly string[];
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
  data: JsonObject;
}

export interface SessionFilter {
  status?: readonly string[];
  workDir?: string;
  tag?: string;
  parentId?: string;
  /** Only those that have not ended. */
  live?: boolean;
  limit?: number;
  /** From a previous page's `nextCursor`. */
  cursor?: string;
}

export interface EventRow {
  /** Rises by one writer over all sessions; never used twice, also not after a deletion. */
  id: number;
  sessionId: string;
  type: string;
  at: number;
  data: JsonObject;
}

export const OUTBOX_STATES = [
  'queued',
  'typing',
  'submitted',
  'delivered',
  'unconfirmed',
  'failed',
  'cancelled',
] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

export interface OutboxRow {
  id: string;
  sessionId: string;
  /** Order within the session. */
  seq: number;
  text: string;
  idempotencyKey: string | null;
  state: OutboxState;
  attempts: number;
  evidence: JsonObject | null;
  createdAt: number;
  updatedAt: number;
}

export interface KeyValue {
  key: string;
  value: JsonValue;
  updatedAt: number;
  expiresAt: number | null;
}

/** A stored row that could not be read: kept, counted and reported, never thrown on or deleted. */
export interface DamagedRow {
  table: string;
  key: string;
  problem: string;
}

/**
 * Where Aegis remembers. Calls are synchronous: what returned is durable, so an event can be told at once.
 * @throws StoreError with a string code
 */
export interface SessionStore {
  insertSession(row: SessionRow): void;
  /** @throws StoreError `not_found` */
  updateSession(id: string, patch: Partial<Omit<SessionRow, 'id' | 'createdAt'>>): void;
  getSession(id: string): SessionRow | null;
  /** Newest first. */
  listSessions(filter?: SessionFilter): { sessions: SessionRow[]; nextCursor: string | null };
  countSessions(): Record<string, number>;

  appendEvent(event: Omit<EventRow, 'id'>): EventRow;
  /** Rising by id, those after `after`. */
  listEvents(query: {
    after: number;
    sessionId?: string;
    types?: readonly string[];
    limit: number;
  }): EventRow[];
  lastEventId(): number;
  /** Id of the oldest event that is kept; 0 where there is none. */
  firstEventId(): number;
  /** Delete events older than `before` (epoch ms) or beyond the newest `keep`; returns how many. */
  pruneEvents(limits: { before?: number; keep?: number }): number;

  /** `seq` is given by the store. With a known `idempotencyKey` of the session, the row that has it is returned instead. */
  enqueue(row: Omit<OutboxRow, 'seq' | 'updatedAt'>): { row: OutboxRow; created: boolean };
  updateOutbox(
    id: string,
    patch: Partial<Pick<OutboxRow, 'state' | 'attempts' | 'evidence'>>,
    at: number,
  ): OutboxRow;
  getOutbox(id: string): OutboxRow | null;
  /** In order of `seq`. */
  listOutbox(query: { sessionId: string; states?: readonly OutboxState[] }): OutboxRow[];

  setKey(entry: { key: string; value: JsonValue; at: number; expiresAt: number | null }): void;
  /** Expired entries are not there. */
  getKey(key: string, at: number): KeyValue | null;
  listKeys(query: { prefix?: string; at: number }): KeyValue[];
  deleteKey(key: string): boolean;

  /** All or nothing; nested calls join the outer one. */
  transaction<T>(run: () => T): T;
  damaged(): readonly DamagedRow[];
  close(): void;
}
