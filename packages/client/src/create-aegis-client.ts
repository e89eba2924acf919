import { type Route, type RouteId, ROUTES, type WaitQuery, type WaitResult } from '@aegis/protocol';
import { delay } from './delay.ts';
import { answerInvalid, checkAnswer } from './http-answer.ts';
import { type HttpRequest, toHttpRequest } from './http-request.ts';
import { waitInParts } from './long-wait.ts';
import { followEvents, type StreamPosition } from './sse/follow-events.ts';
import { createTransport, type Transport } from './transport.ts';
import type {
  AegisClient,
  AegisClientOptions,
  CallOptions,
  EventsOptions,
  RouteMethods,
} from './types.ts';

function describe(transport: Transport, request: HttpRequest): string {
  return `${request.method} ${transport.baseUrl}${request.path}`;
}

type Method = (...parameters: readonly unknown[]) => Promise<unknown>;

/** The method of one route: its parameters are those that the route has of id, input and options. */
function routeMethod(transport: Transport, route: Route): Method {
  const takesId = route.path.includes('/:');
  const takesInput = route.body !== undefined || route.query !== undefined;
  return async (...parameters) => {
    const rest = [...parameters];
    const first = takesId ? rest.shift() : null;
    const id = typeof first === 'string' ? first : null;
    const input = takesInput ? rest.shift() : undefined;
    // The typed signature of the method says that what is left is its options.
    const options = (rest.shift() ?? {}) as CallOptions;
    const request = toHttpRequest(route, { id, input });
    const response = await transport.send(request, {}, options);
    return checkAnswer(route, {
      status: response.status,
      text: await transport.readText(response, options),
      request: describe(transport, request),
    });
  };
}

function routeMethods(transport: Transport): RouteMethods {
  const methods: Partial<Record<RouteId, Method>> = {};
  for (const [id, route] of Object.entries<Route>(ROUTES)) {
    if (route.kind === 'json') methods[id as RouteId] = routeMethod(transport, route);
  }
  // Made from the same table that the type is made from; checkAnswer has validated each answer.
  return methods as unknown as RouteMethods;
}

function eventsOf(transport: Transport, wait: NonNullable<AegisClientOptions['delay']>) {
  return (options: EventsOptions = {}) => {
    const { sessionId, signal } = options;
    const route: Route = sessionId === undefined ? ROUTES.allEvents : ROUTES.sessionEvents;
    const requestAt = (position: StreamPosition) =>
      toHttpRequest(route, {
        id: sessionId ?? null,
        input: 'after' in position ? position : {},
      });
    const request = describe(transport, requestAt({ after: options.after }));

    const open = async (position: StreamPosition): Promise<ReadableStream<Uint8Array>> => {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if ('lastEventId' in position) headers['last-event-id'] = String(position.lastEventId);
      const response = await transport.send(requestAt(position), headers, { signal });
      const type = response.headers.get('content-type') ?? '';
      if (response.status === 200 && response.body && type.startsWith('text/event-stream')) {
        return response.body;
      }
      const text = await transport.readText(response, { signal });
      checkAnswer(route, { status: response.status, text, request });
      throw answerInvalid(request, `\`${type}\` in place of an event stream`, {
        httpStatus: response.status,
      });
    };
    return followEvents({ request, open, delay: wait }, options);
  };
}

/** @throws AegisError `config_invalid` where `baseUrl` is no http(s) address */
export function createAegisClient(options: AegisClientOptions = {}): AegisClient {
  const transport = createTransport({
    baseUrl: options.baseUrl,
    token: options.token,
    fetch: options.fetch,
  });
  const methods = routeMethods(transport);
  return {
    ...methods,
    baseUrl: transport.baseUrl,
    wait: (sessionId: string, query: WaitQuery = {}, call: CallOptions = {}): Promise<WaitResult> =>
      waitInParts(query, (part) => methods.wait(sessionId, part, call)),
    events: eventsOf(transport, options.delay ?? delay),
  };
}
