import {
  AegisError,
  type AegisEvent,
  type CreateSessionBody,
  eventsQuerySchema,
  parseRequest,
  type RouteId,
  type Session,
} from '@aegis/protocol';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { FakeStreams } from './fake-streams.ts';
import { matchRoute } from './match-route.ts';
import { sampleSession, sampleSessionId } from './sample-session.ts';

export interface FakeRequest {
  routeId: RouteId;
  /** What stands for `:id` or `:key` in the path; empty where the route has none. */
  sessionId: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** The answer's body; an `AegisError` that it throws is answered as the server would. */
export type FakeHandler = (request: FakeRequest) => unknown;

export interface FakeAegis {
  readonly baseUrl: string;
  /** What the session routes answer from. */
  readonly sessions: Map<string, Session>;
  /** Every request that came in, oldest first. */
  readonly requests: FakeRequest[];
  readonly streams: FakeStreams;
  /** Answer a route; health and create, list, get and kill of sessions are answered already. */
  answer(routeId: RouteId, handler: FakeHandler): void;
  emit(event: AegisEvent): void;
  stop(): Promise<void>;
}

export interface FakeAegisOptions {
  /** Default: a free port. */
  port?: number;
  /** Requests without this bearer token are answered 401. */
  token?: string;
}

function findSession(sessions: ReadonlyMap<string, Session>, id: string): Session {
  const session = sessions.get(id);
  if (session) return session;
  throw new AegisError('session_not_found', `There is no session ${id}.`, { details: { id } });
}

function defaultHandlers(sessions: Map<string, Session>): Map<RouteId, FakeHandler> {
  const create: FakeHandler = ({ body }) => {
    // Checked against the route's schema before any handler runs.
    const { workDir, name, tags } = body as CreateSessionBody;
    const id = sampleSessionId(sessions.size + 1);
    const session = sampleSession({ id, workDir, name: name ?? 'unnamed', tags: tags ?? [] });
    sessions.set(id, session);
    return session;
  };
  return new Map<RouteId, FakeHandler>([
    ['health', () => ({ status: 'ok', version: '0.1.0' })],
    ['createSession', create],
    ['listSessions', () => ({ sessions: [...sessions.values()], nextCursor: null })],
    ['getSession', ({ sessionId }) => findSession(sessions, sessionId)],
    [
      'killSession',
      ({ sessionId }) => {
        findSession(sessions, sessionId);
        sessions.delete(sessionId);
        return { ok: true };
      },
    ],
  ]);
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function writeError(response: ServerResponse, error: unknown): void {
  const known = AegisError.is(error)
    ? error
    : new AegisError('internal', error instanceof Error ? error.message : String(error));
  writeJson(response, known.status, {
    error: known.message,
    code: known.code,
    requestId: 'req_fake',
    details: known.details,
  });
}

/** An HTTP server on loopback that speaks the contract of `@aegis/protocol`, with no Claude Code behind it. */
export async function startFakeAegis(options: FakeAegisOptions = {}): Promise<FakeAegis> {
  const sessions = new Map<string, Session>();
  const handlers = defaultHandlers(sessions);
  const requests: FakeRequest[] = [];
  const streams = new FakeStreams();

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const match = matchRoute(incoming.method ?? '', url.pathname);
    if (!match) throw new AegisError('not_found', `No route ${incoming.method} ${url.pathname}.`);
    const { routeId, route, sessionId } = match;
    const { headers } = incoming;
    if (options.token !== undefined && headers.authorization !== `Bearer ${options.token}`) {
      throw new AegisError('unauthorized', 'A valid bearer token is needed.');
    }
    const query = Object.fromEntries(url.searchParams);
    if (route.query) parseRequest(route.query, query, 'query');
    const raw = await readAll(incoming);
    const json: unknown = raw === '' ? {} : JSON.parse(raw);
    const body = route.body ? parseRequest(route.body, json, 'body') : json;
    const request = { routeId, sessionId, query, headers, body };
    requests.push(request);
    if (route.kind === 'events' && !handlers.has(routeId)) {
      const { after } = parseRequest(eventsQuerySchema, query, 'query');
      const last = headers['last-event-id'];
      const from = typeof last === 'string' ? Number(last) : (after ?? null);
      streams.open(response, routeId === 'sessionEvents' ? sessionId : null, from);
      return;
    }
    const handler = handlers.get(routeId);
    if (!handler) throw new AegisError('not_supported', `The fake has no answer for ${routeId}.`);
    writeJson(response, route.status, await handler(request));
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => writeError(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('The fake has no port.');

  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    sessions,
    requests,
    streams,
    answer: (routeId, handler) => void handlers.set(routeId, handler),
    emit: (event) => streams.emit(event),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
