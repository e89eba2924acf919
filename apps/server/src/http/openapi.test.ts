import { ROUTES } from '@aegis/protocol';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument('1.2.3');

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    const { valid, errors } = await new Validator().validate(copy);
    expect([valid, errors]).toEqual([true, undefined]);
    expect(document['openapi']).toBe('3.1.0');
  });

  test('has every route with its parameters, its body and its answers', () => {
    const paths = document['paths'] as Record<string, Record<string, Record<string, unknown>>>;
    let operations = 0;
    for (const [id, route] of Object.entries(ROUTES)) {
      const operation = paths[route.path.replace(/:(\w+)/, '{$1}')]?.[route.method.toLowerCase()];
      operations += 1;
      expect(operation?.['operationId']).toBe(id);
      expect('requestBody' in (operation ?? {})).toBe('body' in route);
      expect(Object.keys(operation?.['responses'] ?? {})).toEqual([
        ...(route.kind === 'events' ? ['101'] : []),
        String(route.status),
        'default',
      ]);
      expect(operation?.['security']).toEqual([
        { bearer: route.scope === 'public' ? [] : [route.scope] },
        {},
      ]);
      const names = (operation?.['parameters'] as { name: string; in: string }[]).map(
        (parameter) => `${parameter.in} ${parameter.name}`,
      );
      expect(names.filter((name) => name.startsWith('path '))).toEqual(
        [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => `path ${name ?? ''}`),
      );
    }
    const inDocument = Object.values(paths).flatMap((path) => Object.keys(path));
    expect(inDocument).toHaveLength(operations);
  });

  test('the query of a wait', () => {
    const paths = document['paths'] as Record<string, { get?: { parameters: unknown[] } }>;
    expect(paths['/v1/sessions/{id}/wait']?.get?.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true },
      { name: 'status', in: 'query', required: false },
      { name: 'timeoutMs', in: 'query', required: false },
    ]);
  });
});
