const MARKER = Symbol.for('aegis.store-error');

/**
 * - `not_found`: no such session or outbox row
 * - `conflict`: a row with this id is there already
 * - `invalid_cursor`: a `cursor` that no list of this store gave out
 * - `corrupt`: the database file, or the one row asked for, cannot be read
 * - `too_new`: written by a newer Aegis
 * - `locked`: another process kept the database locked for longer than the busy timeout
 * - `read_only`: the file or its directory cannot be written
 * - `full`: no space left on the disk
 * - `closed`: used after `close()`
 * - `failed`: anything else; `cause` has the original error
 */
export type StoreErrorCode =
  | 'not_found'
  | 'conflict'
  | 'invalid_cursor'
  | 'corrupt'
  | 'too_new'
  | 'locked'
  | 'read_only'
  | 'full'
  | 'closed'
  | 'failed';

/** What a store throws on purpose: a stable `code`, and a sentence that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly [MARKER] = true;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** Works across two copies of this package, where `instanceof` does not. */
  static is(value: unknown): value is StoreError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
