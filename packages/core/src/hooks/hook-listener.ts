import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isTooDeep } from '@aegis/protocol';
import { HOOK_SECRET_HEADER } from '../launch/hook-settings.ts';

/** The most bytes of a hook body: a Write tool's whole file is in it. */
const MAX_HOOK_BODY_BYTES = 32 * 1024 * 1024;

/** Milliseconds for a call to come in: its headers, then all of it. How long it is held afterwards is not counted. */
export interface HookTimeouts {
  headersMs: number;
  requestMs: number;
}
const TIMEOUTS: HookTimeouts = { headersMs: 10_000, requestMs: 60_000 };
/** Connections at once; each session holds a few. */
const MAX_CONNECTIONS = 1_000;

export interface HookRequest {
  sessionId: string;
  event: string;
  secret: string | null;
  body: unknown;
  /** Aborted when Claude Code hangs up. */
  signal: AbortSignal;
}

export interface HookAnswer {
  status: 200 | 400 | 403 | 404 | 413;
  body: Record<string, unknown> | null;
}

export type HookReceiver = (request: HookRequest) => Promise<HookAnswer>;

export interface HookListener {
  port: number;
  baseUrl: string;
  close(): Promise<void>;
}

const HOOK_PATH = /^\/v1\/hooks\/([\w-]{1,64})\/(\w{1,64})$/;

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_HOOK_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  receive: HookReceiver,
): Promise<HookAnswer> {
  const match = HOOK_PATH.exec(request.url ?? '');
  const [, sessionId, event] = match ?? [];
  if (request.method !== 'POST' || sessionId === undefined || event === undefined) {
    return { status: 404, body: null };
  }
  const bytes = await readBody(request);
  if (bytes === null) return { status: 413, body: null };
  let body: unknown;
  try {
    const text = bytes.toString('utf8');
    if (isTooDeep(text)) return { status: 400, body: null };
    body = JSON.parse(text);
  } catch {
    return { status: 400, body: null };
  }
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  const header = request.headers[HOOK_SECRET_HEADER];
  const secret = typeof header === 'string' ? header : null;
  return receive({ sessionId, event, secret, body, signal: hangUp.signal });
}

function send(response: ServerResponse, { status, body }: HookAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === null ? '' : JSON.stringify(body));
}

/**
 * Listens on 127.0.0.1 for Claude Code's hooks. `port` 0 takes a free one.
 * @throws the `listen` error (`EADDRINUSE`) where the port is taken
 */
export function listenForHooks(
  port: number,
  receive: HookReceiver,
  timeouts: HookTimeouts = TIMEOUTS,
): Promise<HookListener> {
  const options = {
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
  };
  const server = createServer(options, (request, response) => {
    answer(request, response, receive).then(
      (result) => send(response, result),
      // Claude Code takes anything but 2xx as "no opinion" and goes on by its own dialog.
      () => response.destroy(),
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.unref();
      resolve({
        port: bound,
        baseUrl: `http://127.0.0.1:${bound}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
