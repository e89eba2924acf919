import { randomUUID } from 'node:crypto';
import type { Aegis, Logger } from '@aegis/core';
import { AegisError, ROUTES, type Route, type RouteId } from '@aegis/protocol';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { checkHost, checkOrigin, checkToken, hasToken, type AccessRules } from './access.ts';
import { bodyTooLarge, errorBody, MAX_BODY_BYTES, toAegisError } from './error-answer.ts';
import { resumeAfter, streamEvents } from './event-stream.ts';
import { createHandlers, notReady, type ServerFacts } from './handlers.ts';
import { takeHook } from './hook-route.ts';
import { openApiDocument } from './openapi.ts';
import { readBody, readQuery } from './read-request.ts';

export interface AppDependencies {
  /** Null while core is starting or has closed. */
  aegis: () => Aegis | null;
  access: AccessRules;
  facts: ServerFacts;
  logger: Logger;
  /** The caller's address, where there is a socket. */
  remoteAddress: (context: Context) => string | undefined;
}

type Variables = { requestId: string };
type App = Hono<{ Variables: Variables }>;

/** Bytes of a hook body: a Write tool's whole file is in it. */
const MAX_HOOK_BODY_BYTES = 32 * 1024 * 1024;

function limit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw bodyTooLarge(maxSize);
    },
  });
}

/** What HTTP asks for beside these statuses (RFC 9110). */
function headersOf({ code, details }: AegisError): Record<string, string> {
  if (code === 'unauthorized') return { 'www-authenticate': 'Bearer' };
  if (code === 'method_not_allowed') return { allow: String(details['allowed']) };
  return {};
}

/** The HTTP API as a function from Request to Response. Sockets and signals are the caller's. */
export function createApp(dependencies: AppDependencies): App {
  const { access, facts, logger, remoteAddress } = dependencies;
  const app: App = new Hono();
  const ready = (): Aegis => {
    const aegis = dependencies.aegis();
    if (aegis === null) throw notReady();
    return aegis;
  };

  app.use(async (context, next) => {
    const requestId = randomUUID();
    const startedAt = facts.now();
    context.set('requestId', requestId);
    context.header('x-request-id', requestId);
    checkHost(context.req.header('host'), access);
    checkOrigin(context.req.header('origin'), context.req.header('host'));
    await next();
    const { method, path } = context.req;
    const fields = {
      requestId,
      method,
      path,
      status: context.res.status,
      ms: facts.now() - startedAt,
    };
    logger.debug(fields, 'request');
  });

  app.onError((thrown, context) => {
    const error = toAegisError(thrown);
    const requestId = context.get('requestId');
    const { method, path } = context.req;
    const fields = { requestId, method, path, code: error.code };
    if (error.status >= 500) {
      const cause = error.cause instanceof Error ? error.cause.stack : error.cause;
      logger.error({ ...fields, cause }, error.message);
    } else logger.info(fields, error.message);
    const headers = { 'x-request-id': requestId, ...headersOf(error) };
    return Response.json(errorBody(error, requestId), { status: error.status, headers });
  });

  app.notFound((context) => {
    throw new AegisError(
      'not_found',
      `There is no ${context.req.method} ${context.req.path}. GET /v1/openapi.json lists what there is.`,
    );
  });

  app.post('/v1/hooks/:sessionId/:event', limit(MAX_HOOK_BODY_BYTES), (context) =>
    takeHook(context, ready(), remoteAddress(context)),
  );

  app.use('/v1/*', limit(MAX_BODY_BYTES), async (context, next) => {
    // Health says a little to everybody, so that a probe needs no secret.
    if (context.req.path !== ROUTES.health.path)
      checkToken(context.req.header('authorization'), access);
    await next();
  });

  app.get('/v1/openapi.json', (context) => context.json(openApiDocument(facts.version)));
  addRoutes(app, ready, dependencies);
  refuseOtherMethods(app);
  return app;
}

function addRoutes(app: App, ready: () => Aegis, { access, facts, logger }: AppDependencies): void {
  for (const [id, route] of Object.entries(ROUTES) as [RouteId, Route][]) {
    app.on(route.method, route.path, async (context) => {
      const aegis = ready();
      const sessionId = context.req.param('id') ?? '';
      const query = readQuery(context, route);
      if (id === 'allEvents' || id === 'sessionEvents') {
        // Checked by `eventsQuerySchema`, which both have.
        const { after } = query as { after?: number };
        const resume = resumeAfter(context.req.header('last-event-id'), after);
        const onError = (error: unknown) => {
          const requestId = context.get('requestId');
          logger.error({ requestId, error: String(error) }, 'an event stream broke off');
        };
        if (id === 'allEvents') return streamEvents(context, aegis, { after: resume, onError });
        aegis.sessions.get(sessionId);
        return streamEvents(context, aegis, { after: resume, sessionId, onError });
      }
      const answer = await createHandlers(aegis, facts)[id]({
        id: sessionId,
        query,
        body: await readBody(context, route),
        signal: context.req.raw.signal,
        isTrusted: hasToken(context.req.header('authorization'), access),
      });
      return context.json(answer as Record<string, unknown>, route.status);
    });
  }
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
