import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HOOK_SECRET_HEADER, type Aegis } from '@aegis/core';
import type { SeenHook } from '../seen.ts';

/** Bytes of a hook's body that are taken. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const HOOK_PATH = /^\/v1\/hooks\/(?<sessionId>\w+)\/(?<event>\w{1,64})$/;

export interface HookServer {
  readonly baseUrl: string;
  /** What came in since the last {@link forget}. */
  readonly seen: readonly SeenHook[];
  forget(): void;
  /** The Aegis that the calls go to. */
  connect(aegis: Aegis): void;
  /** Permission requests of these sessions get no answer from us: their dialogs have to be answered on the screen. */
  leaveToTheScreen(sessionId: string): void;
  close(): Promise<void>;
}

/** Stands between Claude Code's hooks and Aegis, and writes down what comes by. Loopback only. */
export async function startHookServer(): Promise<HookServer> {
  const seen: SeenHook[] = [];
  const screenOnly = new Set<string>();
  let aegis: Aegis | null = null;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { sessionId, event } = HOOK_PATH.exec(request.url ?? '')?.groups ?? {};
    const body = await readJson(request);
    if (sessionId === undefined || event === undefined || aegis === null) {
      response.writeHead(404).end();
      return;
    }
    seen.push({ event, fields: fieldsOf(body) });
    if (event === 'PermissionRequest' && screenOnly.has(sessionId)) {
      answer(response, 200, {});
      return;
    }
    const secret = request.headers[HOOK_SECRET_HEADER];
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { status, body: decision } = await aegis.receiveHook({
      sessionId,
      event,
      body,
      secret: typeof secret === 'string' ? secret : null,
      signal: gone.signal,
    });
    answer(response, status, decision ?? {});
  }

  const server = createServer((request, response) => {
    // A call that cannot be taken is no opinion to Claude Code.
    take(request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    forget: () => void seen.splice(0),
    connect: (connected) => void (aegis = connected),
    leaveToTheScreen: (sessionId) => void screenOnly.add(sessionId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fieldsOf(body: unknown): string[] {
  return typeof body === 'object' && body !== null ? Object.keys(body) : [];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP port'));
      else resolve(address.port);
    });
  });
}
