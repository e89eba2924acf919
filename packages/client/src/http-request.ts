import { AegisError, type Route } from '@aegis/protocol';

export interface HttpRequest {
  method: Route['method'];
  /** Path and query, from `/v1` on. */
  path: string;
  body: string | null;
}

export interface RouteCall {
  /** What stands for `:id` or `:key` in the path. */
  id: string | null;
  input: unknown;
}

function pathOf(route: Route, id: string | null): string {
  const parameter = /:\w+/.exec(route.path)?.[0];
  if (parameter === undefined) return route.path;
  // A dot segment would be resolved away, and the request would reach another route.
  if (id === null || id === '' || id === '.' || id === '..') {
    throw new AegisError(
      'invalid_request',
      `${JSON.stringify(id)} is no ${parameter.slice(1)}; pass one as the server gives it (\`createSession\` and \`listSessions\` for sessions).`,
    );
  }
  return route.path.replace(parameter, () => encodeURIComponent(id));
}

function spell(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function queryOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined) parameters.set(name, spell(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** A call of a route as the request that goes over the wire. */
export function toHttpRequest(route: Route, { id, input }: RouteCall): HttpRequest {
  const path = pathOf(route, id);
  if (route.body) return { method: route.method, path, body: JSON.stringify(input ?? {}) };
  return { method: route.method, path: `${path}${queryOf(input)}`, body: null };
}
