import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { AegisError, type ErrorCode } from '@aegis/protocol';
import type { ServerLimits } from '../limits.ts';
import { errorAnswer, errorBody } from './error-answer.ts';

/** How often Node looks for requests that take too long, in milliseconds at most. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * The app on a socket, with what bounds it. No timeout cuts an answer that takes its time, as a long poll, a held hook or an
 * event stream does: they bound how a request comes in, and how long a connection waits for the next one.
 */
export function createHttpServer(
  fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
  limits: ServerLimits,
): Server {
  const listener = getRequestListener(
    // Ours is made by `createServer` of `node:http`.
    (request, bindings) => fetch(request, bindings as HttpBindings),
    { errorHandler: (error) => errorAnswer(toInvalidHttp(error), randomUUID()) },
  );
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, limits.headersTimeoutMs),
      // The app refuses what has none, in words.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    (request, response) => void listener(request, response),
  );
  server.maxConnections = limits.maxConnections;
  server.on('clientError', answerClientError);
  return server;
}

const CLIENT_ERRORS: Record<string, [ErrorCode, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request_timeout',
    'The request did not come in whole in time. Send it at once.',
  ],
  HPE_HEADER_OVERFLOW: [
    'headers_too_large',
    'The headers or the address of the request are larger than 16 KiB. Send less in them.',
  ],
};

/** What Node itself refuses, before there is a request: answered like all else, by hand, and the connection ends. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [code, sentence] = CLIENT_ERRORS[error.code ?? ''] ?? [];
  const known =
    code === undefined || sentence === undefined
      ? toInvalidHttp(error)
      : new AegisError(code, sentence);
  const body = JSON.stringify(errorBody(known, randomUUID()));
  const head = [
    `HTTP/1.1 ${known.status} ${known.code}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  // A client that goes on sending would keep the connection.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function toInvalidHttp(cause: unknown): AegisError {
  return new AegisError(
    'invalid_http',
    'The request is no valid HTTP/1.1: its first line, its address or its headers cannot be what they are.',
    { cause },
  );
}
