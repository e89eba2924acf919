import { ADMINISTRATION_ROUTES } from './administration-routes.ts';
import { EVENT_ROUTES } from './event-routes.ts';
import { INSIGHT_ROUTES } from './insight-routes.ts';
import { PIPELINE_ROUTES } from './pipeline-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { SHARED_ROUTES } from './shared-routes.ts';
import { WORK_ROUTES } from './work-routes.ts';
import type { Route } from './route.ts';

/** The HTTP contract as a table: the server, the client and the OpenAPI document are all made from it. */
export const ROUTES = {
  ...SESSION_ROUTES,
  ...WORK_ROUTES,
  ...INSIGHT_ROUTES,
  ...PIPELINE_ROUTES,
  ...SHARED_ROUTES,
  ...EVENT_ROUTES,
  ...ADMINISTRATION_ROUTES,
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
