import { eventSchema, eventsQuerySchema } from '../event.ts';
import type { Route } from './route.ts';

/** What happens, as it happens. */
export const EVENT_ROUTES = {
  sessionEvents: {
    method: 'GET',
    path: '/v1/sessions/:id/events',
    scope: 'read',
    summary:
      "One session's events as server-sent events or over a WebSocket, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'events',
  },
  allEvents: {
    method: 'GET',
    path: '/v1/events',
    scope: 'read',
    summary:
      "Every session's events as server-sent events or over a WebSocket, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'events',
  },
} as const satisfies Record<string, Route>;
