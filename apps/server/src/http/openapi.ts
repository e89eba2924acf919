import { errorBodySchema, ROUTES, type Route } from '@aegis/protocol';
import { toJsonSchema, type JsonSchema } from '@aegis/protocol/json-schema';

function parameters(route: Route): Record<string, unknown>[] {
  const inPath = route.path.includes(':id')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
    : [];
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

function operation(id: string, route: Route): Record<string, unknown> {
  const type = route.kind === 'sse' ? 'text/event-stream' : 'application/json';
  return {
    operationId: id,
    summary: route.summary,
    parameters: parameters(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: content('application/json', toJsonSchema(route.body)) }),
    responses: {
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
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }, {}],
  };
}
