import type { Aegis } from '@aegis/core';
import {
  AegisError,
  hasScope,
  wideningFields,
  type AdoptBody,
  type AnswerBody,
  type ApproveBody,
  type CreateSessionBody,
  type CreateTokenBody,
  type CreateWebhookBody,
  type GetSessionQuery,
  type Health,
  type ListSessionsQuery,
  type PaneQuery,
  type ReadQuery,
  type RejectBody,
  type ResumeBody,
  type RouteId,
  type SendBody,
  type WaitQuery,
} from '@aegis/protocol';
import { requireScope, type Caller } from './access/caller.ts';
import type { TokenBook } from './access/token-book.ts';

/** What a route's handler gets: checked by the route's schemas already. */
export interface RouteRequest {
  id: string;
  body: unknown;
  query: unknown;
  signal: AbortSignal;
  /** Has the route's scope; null where the route is public and there is no token. */
  caller: Caller | null;
}

export interface ServerFacts {
  version: string;
  startedAt: number;
  now: () => number;
}

type JsonRouteId = Exclude<RouteId, 'sessionEvents' | 'allEvents'>;
export type Handlers = Record<JsonRouteId, (request: RouteRequest) => Promise<unknown>>;

export interface HandlerDependencies {
  aegis: Aegis;
  facts: ServerFacts;
  tokens: () => TokenBook;
}

/** A route parses, calls one method of core, and serialises. The casts name what the route's schema has just checked. */
export function createHandlers({ aegis, facts, tokens }: HandlerDependencies): Handlers {
  const find = ({ id }: RouteRequest) => aegis.sessions.get(id);
  return {
    health: ({ caller }) => health(aegis, facts, hasScope(caller?.scopes ?? [], 'read')),
    createSession: async ({ body, caller }) => {
      const request = body as CreateSessionBody;
      const widening = wideningFields(request);
      if (widening.length > 0 && caller !== null) {
        requireScope(caller, 'approve', `A session with ${widening.join(', ')}`);
      }
      return (await aegis.sessions.create(request)).info();
    },
    adoptSession: async ({ body }) => (await aegis.sessions.adoptPane(body as AdoptBody)).info(),
    adoptablePanes: async () => ({ panes: await aegis.sessions.adoptablePanes() }),
    listSessions: ({ query }) => Promise.resolve(aegis.sessions.list(query as ListSessionsQuery)),
    getSession: (request) => {
      const { explain = false } = request.query as GetSessionQuery;
      const session = find(request);
      return Promise.resolve(
        explain ? { ...session.info(), explanation: session.explain() } : session.info(),
      );
    },
    disagreements: () => aegis.disagreements(),
    killSession: async (request) => {
      await find(request).kill();
      return { ok: true };
    },
    resumeSession: async ({ id, body }) =>
      (await aegis.sessions.resume(id, body as ResumeBody)).info(),
    releaseSession: (request) => {
      find(request).release();
      return Promise.resolve({ ok: true });
    },
    readSession: (request) => find(request).read(request.query as ReadQuery),
    capturePane: (request) => find(request).pane(request.query as PaneQuery),
    sendMessage: (request) => {
      const { text, ...options } = request.body as SendBody;
      return find(request).send(text, options);
    },
    approve: (request) => find(request).approve(request.body as ApproveBody),
    reject: (request) => find(request).reject(request.body as RejectBody),
    answer: (request) => {
      const { answers, requestId } = request.body as AnswerBody;
      return find(request).answer(answers, requestId);
    },
    escape: (request) => find(request).escape(),
    interrupt: (request) => find(request).interrupt(),
    wait: (request) => {
      const { status, timeoutMs } = request.query as WaitQuery;
      return find(request).waitFor(status, {
        signal: request.signal,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    },
    createToken: ({ body, caller }) => {
      if (caller?.tokenId === 'open') throw needsNoToken();
      return Promise.resolve(tokens().create(body as CreateTokenBody));
    },
    listTokens: () => Promise.resolve({ tokens: tokens().list(), nextCursor: null }),
    revokeToken: ({ id }) => {
      tokens().revoke(id);
      return Promise.resolve({ ok: true });
    },
    createWebhook: ({ body }) => aegis.webhooks.add(body as CreateWebhookBody),
    listWebhooks: () => Promise.resolve({ webhooks: aegis.webhooks.list(), nextCursor: null }),
    removeWebhook: async ({ id }) => {
      await aegis.webhooks.remove(id);
      return { ok: true };
    },
    webhookDeliveries: ({ id }) =>
      Promise.resolve({ deliveries: aegis.webhooks.deliveries(id), nextCursor: null }),
  };
}

async function health(aegis: Aegis, facts: ServerFacts, isTrusted: boolean): Promise<Health> {
  const known = await aegis.health();
  const { tmux, claude } = known.runtime ?? {};
  const needed = [tmux, claude, known.store];
  const status = needed.every((part) => part?.available === true) ? 'ok' : 'degraded';
  if (!isTrusted) return { status };
  return {
    status,
    version: facts.version,
    uptimeMs: facts.now() - facts.startedAt,
    pid: process.pid,
    stateDir: aegis.stateDir,
    ...known,
  };
}

function needsNoToken(): AegisError {
  return new AegisError(
    'not_supported',
    'This server asks nobody for a token, so one with fewer scopes would protect nothing. Start it with AEGIS_AUTH_TOKEN, then make tokens.',
  );
}

/** Until core is ready, and once it is closing. */
export function notReady(): AegisError {
  return new AegisError(
    'shutting_down',
    'The server is starting or stopping. Try again in a moment.',
  );
}
