import type { Aegis } from '@aegis/core';
import {
  AegisError,
  hasScope,
  type AdoptBody,
  type AnswerBody,
  type ApproveBody,
  type BashBody,
  type BatchBody,
  type CommandBody,
  type CreateSessionBody,
  type CreateTokenBody,
  type CreateWebhookBody,
  type GateBody,
  type GetSessionQuery,
  type Health,
  type ListSessionsQuery,
  type MemoryBody,
  type MemoryQuery,
  type PaneQuery,
  type PipelineDefinition,
  type PipelineListQuery,
  type PipelineQuery,
  type PolicyBody,
  type ReadQuery,
  type RecoveryBody,
  type RejectBody,
  type ResumeBody,
  type RouteId,
  type RunTemplateBody,
  type SendBody,
  type SwarmQuery,
  type TemplateBody,
  type TemplateFields,
  type WaitQuery,
} from '@aegis/protocol';
import { requireScope, type Caller } from './access/caller.ts';
import type { TokenBook } from './access/token-book.ts';
import { allowedTo, requireForTemplate } from './access/widening.ts';

/** What a route's handler gets: checked by the route's schemas already. */
export interface RouteRequest {
  /** What stands for `:id` or `:key` in the path. */
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
      const options = allowedTo(caller);
      return (await aegis.sessions.create(body as CreateSessionBody, options)).info();
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
    sendCommand: (request) => {
      const { command, ...options } = request.body as CommandBody;
      return find(request).command(command, options);
    },
    sendBash: (request) => {
      const { command, ...options } = request.body as BashBody;
      return find(request).bash(command, options);
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
    summary: (request) => find(request).summary(),
    metrics: (request) => find(request).metrics(),
    latency: (request) => find(request).latency(),
    sessionHealth: (request) => Promise.resolve(find(request).health()),
    setPolicy: (request) =>
      Promise.resolve(find(request).setPolicy((request.body as PolicyBody).policy)),
    setRecovery: (request) =>
      Promise.resolve(find(request).setRecovery((request.body as RecoveryBody).recovery)),
    runGate: (request) => find(request).gate(request.body as GateBody, request.signal),
    lastGate: (request) => Promise.resolve(find(request).lastGate()),
    ...sharedHandlers(aegis),
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

/** No scope contains another: what a pipeline may widen is `approve`'s, its sessions are `drive`'s. */
function startsSessions(caller: Caller | null): void {
  if (caller !== null) requireScope(caller, 'drive', 'A pipeline, which starts sessions,');
}

/** What belongs to no single session. */
function sharedHandlers(aegis: Aegis) {
  const { memory, pipelines, sessions, templates } = aegis;
  return {
    batchCreate: ({ body, caller }) => sessions.createBatch(body as BatchBody, allowedTo(caller)),
    swarm: ({ query }) => aegis.swarm(query as SwarmQuery),
    createPipeline: ({ body, caller }) => {
      startsSessions(caller);
      return pipelines.create(body as PipelineDefinition);
    },
    checkPipeline: ({ body }) => Promise.resolve(pipelines.check(body as PipelineDefinition)),
    listPipelines: ({ query }) => Promise.resolve(pipelines.list(query as PipelineListQuery)),
    getPipeline: ({ id, query, signal }) => {
      const { waitMs = 0 } = query as PipelineQuery;
      return waitMs === 0
        ? Promise.resolve(pipelines.get(id))
        : pipelines.wait(id, { timeoutMs: waitMs, signal });
    },
    cancelPipeline: ({ id }) => pipelines.cancel(id),
    resumePipeline: ({ id, caller }) => {
      startsSessions(caller);
      return pipelines.resume(id);
    },
    deletePipeline: ({ id }) => {
      pipelines.delete(id);
      return Promise.resolve({ ok: true });
    },
    setMemory: ({ body }) => Promise.resolve(memory.set(body as MemoryBody)),
    listMemory: ({ query }) =>
      Promise.resolve({
        entries: memory.list((query as MemoryQuery).prefix),
        nextCursor: null,
      }),
    getMemory: ({ id }) => Promise.resolve(memory.get(id)),
    deleteMemory: ({ id }) => {
      memory.delete(id);
      return Promise.resolve({ ok: true });
    },
    createTemplate: ({ body, caller }) => {
      requireForTemplate(caller, body as TemplateBody);
      return Promise.resolve(templates.create(body as TemplateBody));
    },
    listTemplates: () => Promise.resolve({ templates: templates.list(), nextCursor: null }),
    getTemplate: ({ id }) => Promise.resolve(templates.get(id)),
    replaceTemplate: ({ id, body, caller }) => {
      // Also where it widens no more: its prompt is what somebody who may run it trusts.
      requireForTemplate(caller, templates.get(id));
      requireForTemplate(caller, body as TemplateFields);
      return Promise.resolve(templates.replace(id, body as TemplateFields));
    },
    deleteTemplate: ({ id }) => {
      templates.delete(id);
      return Promise.resolve({ ok: true });
    },
    runTemplate: async ({ id, body, caller }) =>
      (await sessions.createFromTemplate(id, body as RunTemplateBody, allowedTo(caller))).info(),
  } satisfies Partial<Handlers>;
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
