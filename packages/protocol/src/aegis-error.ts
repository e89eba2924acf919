import * as v from 'valibot';
import { ERROR_STATUS, isErrorCode, type ErrorCode } from './error-codes.ts';

const MARKER = Symbol.for('aegis.error');

export interface AegisErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error that Aegis throws on purpose: a stable `code`, a sentence that says what to do, and `details`.
 * Recognise it with {@link AegisError.is}, which also works across two copies of this package.
 */
export class AegisError extends Error {
  override readonly name = 'AegisError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly [MARKER] = true;

  constructor(code: ErrorCode, message: string, options: AegisErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }

  static is(value: unknown): value is AegisError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

/** The body of every answer that is not 2xx. */
export const errorBodySchema = v.object({
  error: v.string(),
  code: v.custom<ErrorCode>(isErrorCode, 'must be a known error code'),
  requestId: v.nullable(v.string()),
  details: v.record(v.string(), v.unknown()),
});
export type ErrorBody = v.InferOutput<typeof errorBodySchema>;
