import { AegisError } from '@aegis/protocol';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { bodyTooLarge } from './error-answer.ts';

/** Refuses a body of more bytes, declared or not, and one that is packed: what it unpacks to has no bound. */
export function limitBody(maxSize: number): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw bodyTooLarge(maxSize);
    },
  });
  return async (context, next) => {
    const encoding = context.req.header('content-encoding') ?? 'identity';
    if (encoding.toLowerCase() !== 'identity') {
      throw new AegisError(
        'encoding_not_supported',
        `The request body is encoded as "${encoding.slice(0, 80)}". Send it as it is, without Content-Encoding.`,
        { details: { encoding: encoding.slice(0, 80) } },
      );
    }
    return limit(context, next);
  };
}
