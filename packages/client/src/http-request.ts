import { AegisError, type Route } from '@aegis/protocol';

export interface HttpRequest {
  method: Route['method'];
  /** Path and query, from `/v1` on. */
  path: string;
  body: string | null;
}

export interface RouteCall {
  sessionId: string | null;
  input: unknown;
}

function pathOf(route: Route, sessionId: string | null): string {
  if (!route.path.includes(':id')) return route.path;
  // A dot segment would be resolved away, and the request would reach another route.
  if (sessionId === null || sessionId === '' || sessionId === '.' || sessionId === '..') {
    throw new AegisError(
      'invalid_request',
      `${JSON.stringify(sessionId)} is no session id; pass one as \`createSession\` and \`listSessions\` give it.`,
    );
  }
  return route.path.replace(':id', () => encodeURIComponent(sessionId));
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
export function toHttpRequest(route: Route, { sessionId, input }: RouteCall): HttpRequest {
  const path = pathOf(route, sessionId);
  if (route.body) return { method: route.method, path, body: JSON.stringify(input ?? {}) };
  return { method: route.method, path: `${path}${queryOf(input)}`, body: null };
}
