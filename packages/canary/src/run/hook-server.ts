import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HOOK_SECRET_HEADER, type Aegis } from '@aegis/core';
import { closeServer, listenOnLoopback, readJsonBody } from '@aegis/testkit';
import type { SeenHook } from '../seen.ts';

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
    const body = await readJsonBody(request);
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
  const port = await listenOnLoopback(server);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    forget: () => void seen.splice(0),
    connect: (connected) => void (aegis = connected),
    leaveToTheScreen: (sessionId) => void screenOnly.add(sessionId),
    close: () => closeServer(server),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fieldsOf(body: unknown): string[] {
  return typeof body === 'object' && body !== null ? Object.keys(body) : [];
}
