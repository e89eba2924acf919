import { errorBodySchema, ROUTES, SCOPES, type Route } from '@aegis/protocol';
import { toJsonSchema, type JsonSchema } from '@aegis/protocol/json-schema';

function parameters(route: Route): Record<string, unknown>[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }));
  if (route.query === undefined) return inPath;
  const { properties = {} } = toJsonSchema(route.query);
  return [
    ...inPath,
    ...Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema,
    })),
  ];
}

function content(type: string, schema: JsonSchema) {
  return { content: { [type]: { schema } } };
}

/** Whom a route belongs with: what its path names first. */
export function routeTag({ path }: Route): string {
  return path.split('/')[2] ?? '';
}

/** Who may ask it. */
export function operationDescription({ scope, body }: Route): string {
  if (scope === 'public') return 'Needs no token; with the scope `read` it says more.';
  const needs = `Needs the scope \`${scope}\`.`;
  if (body !== ROUTES.createSession.body) return needs;
  return `${needs} With a permissionMode other than default and plan, with claudeArgs, with env or with a policy that allows anything, needs \`approve\` too.`;
}

function operation(id: string, route: Route): Record<string, unknown> {
  const type = route.kind === 'events' ? 'text/event-stream' : 'application/json';
  return {
    operationId: id,
    summary: route.summary,
    description: operationDescription(route),
    tags: [routeTag(route)],
    parameters: parameters(route),
    // The roles of a bearer token are our scopes; a server without AEGIS_AUTH_TOKEN needs none.
    security: [{ bearer: route.scope === 'public' ? [] : [route.scope] }, {}],
    ...(route.body === undefined
      ? {}
      : { requestBody: content('application/json', toJsonSchema(route.body)) }),
    responses: {
      ...(route.kind === 'events'
        ? {
            101: {
              description:
                'A WebSocket, where the request asks for one (subprotocol aegis.events): one JSON text for each event, the same as `data` of server-sent events',
            },
          }
        : {}),
      [route.status]: {
        description: 'Done',
        ...content(type, toJsonSchema(route.answer, 'output')),
      },
      default: {
        description: 'An error, with a stable code and a sentence that says what to do',
        ...content('application/json', toJsonSchema(errorBodySchema, 'output')),
      },
    },
  };
}

/** The HTTP contract as OpenAPI 3.1, made from the schemas that the server itself checks by. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, route] of Object.entries(ROUTES)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(id, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Aegis', version, description: 'Claude Code sessions over HTTP' },
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `AEGIS_AUTH_TOKEN, which may do everything, or a token of POST /v1/tokens, which has some of the scopes ${SCOPES.join(', ')}.`,
        },
      },
    },
    security: [{ bearer: [] }, {}],
  };
}
