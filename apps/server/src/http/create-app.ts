import { randomUUID } from 'node:crypto';
import type { Aegis, Logger } from '@aegis/core';
import { AegisError, ROUTES, type Route, type RouteId } from '@aegis/protocol';
import type { HttpLimits, McpOverHttp } from '@aegis/mcp';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { DEFAULT_LIMITS, type ServerLimits } from '../limits.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { afterReally, type After } from '../timers.ts';
import type { HostRules } from './access/check-host.ts';
import { createGate, type Gate } from './access/gate.ts';
import { requireScope } from './access/caller.ts';
import { errorAnswer, MAX_BODY_BYTES, toAegisError } from './error-answer.ts';
import { openEventStream } from './events/open-event-stream.ts';
import { OpenStreams } from './events/open-streams.ts';
import { resumeAfter } from './events/resume-after.ts';
import type { AppEnv } from './app-env.ts';
import { docsPage } from './docs-page/serve-docs.ts';
import { createHandlers, notReady, type ServerFacts } from './handlers.ts';
import { takeHook } from './hook-route.ts';
import { limitBody } from './limit-body.ts';
import { createMcp, MCP_PATH, takeMcp, type McpCaller } from './mcp-route.ts';
import { METRICS_PATH, takeScrape } from './metrics-route.ts';
import { openApiDocument } from './openapi.ts';
import { readBody, readQuery } from './read-request.ts';
import { secureHeaders } from './secure-headers.ts';

export interface AppDependencies {
  /** Null while core is starting or has closed. */
  aegis: () => Aegis | null;
  access: HostRules & { authToken: string | null };
  facts: ServerFacts;
  logger: Logger;
  /** The caller's address, where there is a socket. */
  remoteAddress: (context: Context) => string | undefined;
  limits?: ServerLimits;
  after?: After;
  streams?: OpenStreams;
  /** What bounds MCP connections; see `createMcpOverHttp`. */
  mcpLimits?: Partial<HttpLimits>;
  /** Null while core is starting or has closed. */
  metrics?: () => ServerMetrics | null;
}

type App = Hono<AppEnv>;

export interface AppWithMcp {
  app: App;
  mcp: McpOverHttp<McpCaller>;
}

/** Bytes of a hook body: a Write tool's whole file is in it. */
const MAX_HOOK_BODY_BYTES = 32 * 1024 * 1024;

/** The HTTP API as a function from Request to Response. Sockets and signals are the caller's. */
export function createApp(dependencies: AppDependencies): App {
  return createAppWithMcp(dependencies).app;
}

/** As {@link createApp}, with the MCP connections that are to be closed with it. */
export function createAppWithMcp(dependencies: AppDependencies): AppWithMcp {
  const { facts, logger, remoteAddress, limits = DEFAULT_LIMITS } = dependencies;
  const app: App = new Hono();
  const ready = (): Aegis => {
    const aegis = dependencies.aegis();
    if (aegis === null) throw notReady();
    return aegis;
  };
  const gate = createGate(dependencies);

  app.use(secureHeaders);
  app.use(async (context, next) => {
    const requestId = randomUUID();
    const startedAt = facts.now();
    context.set('requestId', requestId);
    gate.checkPlace(context);
    await next();
    // Afterwards: a stream's answer is made without the context.
    context.res.headers.set('x-request-id', requestId);
    const { method, path } = context.req;
    const { status } = context.res;
    logger.debug({ requestId, method, path, status, ms: facts.now() - startedAt }, 'request');
  });

  app.onError((thrown, context) => {
    const error = toAegisError(thrown);
    const requestId = context.get('requestId');
    const { method, path } = context.req;
    const fields = { requestId, method, path, code: error.code };
    // A start and a stop are nobody's fault, and each of them refuses whoever asks meanwhile.
    if (error.status >= 500 && error.code !== 'shutting_down') {
      const cause = error.cause instanceof Error ? error.cause.stack : error.cause;
      logger.error({ ...fields, cause }, error.message);
    } else logger.info(fields, error.message);
    return errorAnswer(error, requestId);
  });

  app.notFound((context) => {
    throw new AegisError(
      'not_found',
      `There is no ${context.req.method} ${context.req.path}. GET /v1/openapi.json lists what there is.`,
    );
  });

  app.post('/v1/hooks/:sessionId/:event', limitBody(MAX_HOOK_BODY_BYTES), (context) =>
    takeHook(context, ready(), remoteAddress(context)),
  );

  app.get('/docs', docsPage(facts.version));

  const identify: MiddlewareHandler<AppEnv> = async (context, next) => {
    // Health says a little to everybody, so that a probe needs no secret.
    const isPublic = context.req.path === ROUTES.health.path;
    context.set('caller', isPublic ? gate.callerOrNobody(context) : gate.caller(context));
    await next();
  };
  app.use('/v1/*', identify, limitBody(MAX_BODY_BYTES));

  app.get('/v1/openapi.json', (context) => context.json(openApiDocument(facts.version)));
  app.get(METRICS_PATH, (context) => takeScrape(context, gate, dependencies.metrics?.() ?? null));
  addRoutes(app, ready, gate, dependencies);
  refuseOtherMethods(app);
  const mcp = createMcp({
    request: (url, init) => app.request(url, init),
    logger,
    limits: { heartbeatMs: limits.heartbeatMs, ...dependencies.mcpLimits },
  });
  app.all(MCP_PATH, limitBody(MAX_BODY_BYTES), (context) => {
    if (bindings(context)?.upgrade) throw noWebSocketHere();
    ready();
    const caller = gate.caller(context);
    return takeMcp(context, caller, { mcp, credential: gate.credential(context) });
  });
  return { app, mcp };
}

function addRoutes(app: App, ready: () => Aegis, gate: Gate, dependencies: AppDependencies): void {
  const { facts, logger } = dependencies;
  const streaming = {
    limits: dependencies.limits ?? DEFAULT_LIMITS,
    after: dependencies.after ?? afterReally,
    streams: dependencies.streams ?? new OpenStreams(),
  };
  for (const [id, route] of Object.entries(ROUTES) as [RouteId, Route][]) {
    app.on(route.method, route.path, async (context) => {
      const caller = context.get('caller');
      if (route.scope !== 'public' && caller !== null) requireScope(caller, route.scope);
      const aegis = ready();
      const query = readQuery(context, route);
      if (id === 'allEvents' || id === 'sessionEvents') {
        // Checked by `eventsQuerySchema`, which both have.
        const { after } = query as { after?: number };
        const sessionId = context.req.param('id');
        if (sessionId !== undefined) aegis.sessions.get(sessionId);
        const request = {
          aegis,
          after: resumeAfter(context.req.header('last-event-id'), after),
          isAllowed: caller?.isLive ?? (() => true),
          upgrade: bindings(context)?.upgrade,
          hangUp: () => bindings(context)?.outgoing?.destroy(),
          onFailure: (error: unknown) => {
            const requestId = context.get('requestId');
            logger.error({ requestId, error: String(error) }, 'an event stream broke off');
          },
        };
        return openEventStream(
          { ...request, ...(sessionId === undefined ? {} : { sessionId }) },
          streaming,
        );
      }
      if (bindings(context)?.upgrade) throw noWebSocketHere();
      const handlers = createHandlers({ aegis, facts, tokens: gate.tokens });
      const answer = await handlers[id]({
        id: context.req.param('id') ?? context.req.param('key') ?? '',
        query,
        body: await readBody(context, route),
        signal: context.req.raw.signal,
        caller,
      });
      return context.json(answer as Record<string, unknown>, route.status);
    });
  }
}

/** Undefined in spite of its type, where the app was called without any. */
function bindings(context: Context<AppEnv>): AppEnv['Bindings'] | undefined {
  return context.env;
}

function noWebSocketHere(): AegisError {
  return new AegisError(
    'invalid_request',
    `Only ${ROUTES.allEvents.path} and ${ROUTES.sessionEvents.path} can be WebSockets. Send a plain request.`,
  );
}

/** A known path with another method says which methods it has. */
function refuseOtherMethods(app: App): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of Object.values(ROUTES)) {
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (context) => {
      const { method } = context.req;
      throw new AegisError(
        'method_not_allowed',
        `${path} takes ${allowed.join(' and ')}, not ${method}.`,
        { details: { allowed } },
      );
    });
  }
}
