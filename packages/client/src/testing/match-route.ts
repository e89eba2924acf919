import { type Route, type RouteId, ROUTES } from '@aegis/protocol';

export interface RouteMatch {
  routeId: RouteId;
  route: Route;
  sessionId: string;
}

/** The route of the contract that a request is for, or null. */
export function matchRoute(method: string, pathname: string): RouteMatch | null {
  const parts = pathname.split('/');
  for (const [routeId, route] of Object.entries<Route>(ROUTES)) {
    const wanted = route.path.split('/');
    const fits =
      route.method === method &&
      wanted.length === parts.length &&
      wanted.every((part, index) => part.startsWith(':') || part === parts[index]);
    if (!fits) continue;
    const place = wanted.findIndex((part) => part.startsWith(':'));
    const sessionId = decodeURIComponent(parts[place] ?? '');
    // The keys of the table are its route ids.
    return { routeId: routeId as RouteId, route, sessionId };
  }
  return null;
}
