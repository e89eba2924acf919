import { AegisError, type ErrorBody } from '@aegis/protocol';
import { StoreError } from '@aegis/store';

/** The one place where whatever was thrown becomes an answer. What we did not foresee says nothing of our insides. */
export function toAegisError(thrown: unknown): AegisError {
  if (AegisError.is(thrown)) return thrown;
  if (StoreError.is(thrown)) {
    // Its sentence says what to do: the disk is full, the file is read-only, …
    return new AegisError('store_failed', thrown.message, {
      details: { store: thrown.code },
      cause: thrown,
    });
  }
  return new AegisError(
    'internal',
    'Something went wrong inside Aegis. The log has the cause, under this request id.',
    { cause: thrown },
  );
}

/** Bytes of a request body; a prompt may have 200,000. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

export function bodyTooLarge(maximum: number): AegisError {
  return new AegisError(
    'body_too_large',
    `The request body is larger than ${maximum} bytes. Put large texts into a file in the workDir and name it in the prompt.`,
    { details: { maximum } },
  );
}

/** What HTTP asks for beside these statuses (RFC 9110, RFC 6585). */
function headersOf({ code, details }: AegisError): Record<string, string> {
  if (code === 'unauthorized') return { 'www-authenticate': 'Bearer' };
  if (code === 'method_not_allowed') return { allow: String(details['allowed']) };
  if (code === 'too_many_attempts') return { 'retry-after': String(details['retryAfterSeconds']) };
  return {};
}

export function errorAnswer(error: AegisError, requestId: string): Response {
  const headers = { 'x-request-id': requestId, ...headersOf(error) };
  return Response.json(errorBody(error, requestId), { status: error.status, headers });
}

export function errorBody(error: AegisError, requestId: string): ErrorBody {
  return { error: error.message, code: error.code, requestId, details: error.details };
}
