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
  /** Only those that ended before this time (epoch ms). */
  endedBefore?: number;
  limit?: number;
  /** From a previous page's `nextCursor`. */
  cursor?: string;
}

export interface EventRow {
  /** Rises by one writer over all sessions; never used twice, also not after a deletion. */
  id: number;
  /** Null: of no session, such as a pipeline's. */
  sessionId: string | null;
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

/** States of a row that nothing more will happen to by itself. */
export const SETTLED_OUTBOX_STATES = [
  'delivered',
  'unconfirmed',
  'failed',
  'cancelled',
] as const satisfies readonly OutboxState[];

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
  /**
   * Delete a session that has ended, with its events and outbox rows, `limit` rows of them at most; call again until it
   * says `gone`, so that no single call takes long.
   * @throws StoreError `not_found`, `conflict` for one that has not ended
   */
  deleteSession(id: string, limits: { limit: number }): 'gone' | 'more';

  appendEvent(event: Omit<EventRow, 'id'>): EventRow;
  /** Rising by id, those after `after`. */
  listEvents(query: {
    after: number;
    sessionId?: string;
    types?: readonly string[];
    limit: number;
  }): EventRow[];
  /** Id of the oldest event that is kept; 0 where there is none. */
  firstEventId(): number;
  /** Id of the newest event that ever was; 0 before the first. */
  lastEventId(): number;
  /**
   * Delete events older than `before` (epoch ms) or beyond the newest `keep`, oldest ids first and at most `limit` of each;
   * returns how many.
   */
  pruneEvents(limits: { before?: number; keep?: number; limit?: number }): number;

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
  /**
   * Delete settled rows (and with them their idempotency keys) last changed before `before` (epoch ms), at most `limit`;
   * returns how many.
   */
  pruneOutbox(limits: { before: number; limit: number }): number;

  setKey(entry: { key: string; value: JsonValue; at: number; expiresAt: number | null }): void;
  /** Expired entries are not there. */
  getKey(key: string, at: number): KeyValue | null;
  listKeys(query: { prefix?: string; at: number }): KeyValue[];
  deleteKey(key: string): boolean;

  /** All or nothing; nested calls join the outer one. */
  transaction<T>(run: () => T): T;
  /** Give at most `pages` free pages (4 KiB each) back to the file system, and empty the log; returns how many stay free. */
  compact(limits: { pages: number }): number;
  damaged(): readonly DamagedRow[];
  close(): void;
}
