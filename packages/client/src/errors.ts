import { AegisError, type ErrorBody, type ErrorCode } from '@aegis/protocol';

interface AnswerErrorOptions {
  details: Record<string, unknown>;
  requestId: string | null;
  httpStatus: number;
}

/** An error that the server answered with. */
export class AegisAnswerError extends AegisError {
  /** Names the request in the server's log. */
  readonly requestId: string | null;
  readonly httpStatus: number;

  constructor(code: ErrorCode, message: string, options: AnswerErrorOptions) {
    super(code, message, { details: options.details });
    this.requestId = options.requestId;
    this.httpStatus = options.httpStatus;
  }
}

/** An error as the body that the server would have answered with. */
export function toErrorBody(error: AegisError): ErrorBody {
  return {
    error: error.message,
    code: error.code,
    requestId: error instanceof AegisAnswerError ? error.requestId : null,
    details: error.details,
  };
}

/**
 * Whether nothing listened (the request had no effect) or the connection broke (it may have had one);
 * `unknown` in browsers, which do not tell.
 */
export type UnreachableReason = 'not-listening' | 'connection-lost' | 'unknown';

const NOT_LISTENING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The system's or the HTTP library's code for why `fetch` failed. */
function failureCode(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

/** What a failed `fetch` means. */
export function unreachable(baseUrl: string, cause: unknown): AegisError {
  const systemCode = failureCode(cause);
  if (systemCode !== null && !NOT_LISTENING.has(systemCode)) return connectionLost(baseUrl, cause);
  const reason: UnreachableReason = systemCode === null ? 'unknown' : 'not-listening';
  const why = systemCode === null ? '' : ` (${systemCode})`;
  return new AegisError(
    'server_unreachable',
    `No Aegis server answers at ${baseUrl}${why}. Start one with \`aegis serve\`, or give the address of the one that runs.`,
    { details: { baseUrl, reason, systemCode }, cause },
  );
}

/** The request went out, and its answer did not come (whole). */
export function connectionLost(baseUrl: string, cause: unknown): AegisError {
  const systemCode = failureCode(cause);
  const reason: UnreachableReason = 'connection-lost';
  const why = systemCode === null ? '' : ` (${systemCode})`;
  return new AegisError(
    'server_unreachable',
    `The connection to the Aegis server at ${baseUrl} broke before its answer came${why}; the request may have taken effect. Look at the sessions before you repeat it.`,
    { details: { baseUrl, reason, systemCode }, cause },
  );
}

/** Whether this error says that nothing was listening, so that the request can have had no effect. */
export function isNotListening(error: unknown): error is AegisError {
  return (
    AegisError.is(error) &&
    error.code === 'server_unreachable' &&
    error.details['reason'] === 'not-listening'
  );
}
