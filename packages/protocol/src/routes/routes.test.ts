import { describe, expect, test } from 'vitest';
import { SCOPES } from '../scope.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const routes: [string, Route][] = Object.entries(ROUTES);

describe('the table of routes', () => {
  test('has no method and path twice', () => {
    const seen = routes.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(routes)('%s is well formed', (id, route) => {
    expect(id).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
    expect(route.path).toMatch(/^\/v1(?:\/[a-z]+|\/:id|\/:key)+$/);
    expect(route.summary).toMatch(/^[A-Z].*[^.]$/);
    if (route.method === 'PUT') expect(route.body).toBeDefined();
    else if (route.method !== 'POST') expect(route.body).toBeUndefined();
    if (route.kind === 'events') expect(route.method).toBe('GET');
    expect(route.status === 201).toBe(
      id.startsWith('create') || id === 'resumeSession' || id === 'runTemplate',
    );
  });

  test.each(routes)('%s names the scope that it needs', (id, { scope, method }) => {
    expect([...SCOPES, 'public']).toContain(scope);
    expect(scope === 'public').toBe(id === 'health');
    // What changes something is more than reading.
    if (method !== 'GET' && id !== 'checkPipeline') expect(scope).not.toBe('read');
  });

  test('paths differ in more than the name of a parameter', () => {
    const shapes = routes.map(
      ([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`,
    );
    expect(new Set(shapes).size).toBe(shapes.length);
  });
});
