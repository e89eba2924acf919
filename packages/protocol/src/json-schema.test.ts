import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { errorBodySchema } from './aegis-error.ts';
import { toJsonSchema, type JsonSchema } from './json-schema.ts';
import type { Route } from './routes/route.ts';
import { ROUTES } from './routes/routes.ts';
import { sampleEvents, sampleSession } from './testing/samples.ts';

const routes: [string, Route][] = Object.entries(ROUTES);

/** Throws where the schema itself is none. */
function compile(schema: JsonSchema) {
  // Formats are annotations in draft 2020-12; whether values have them is the server's to check.
  const options = { strict: true, allowUnionTypes: true, validateFormats: false };
  // As it goes over the wire.
  return new Ajv2020(options).compile(JSON.parse(JSON.stringify(schema)) as AnySchemaObject);
}

describe('JSON Schema (draft 2020-12)', () => {
  test.each(routes)('of %s is valid', (_, { body, query, answer }) => {
    const schemas = [
      toJsonSchema(answer, 'output'),
      ...[body, query].flatMap((schema) => (schema === undefined ? [] : [toJsonSchema(schema)])),
    ];
    for (const schema of schemas) {
      expect(() => compile(schema)).not.toThrow();
      expect(schema).not.toHaveProperty('$schema');
      expect(schema.type ?? schema.anyOf ?? schema.oneOf).toBeDefined();
    }
  });

  test('of an answer takes real answers and refuses others', () => {
    const session = compile(toJsonSchema(ROUTES.getSession.answer, 'output'));
    expect(session(sampleSession)).toBe(true);
    expect(session({ ...sampleSession, status: 'asleep' })).toBe(false);
    const event = compile(toJsonSchema(ROUTES.allEvents.answer, 'output'));
    for (const sample of sampleEvents) expect([sample, event(sample)]).toEqual([sample, true]);
    const error = compile(toJsonSchema(errorBodySchema, 'output'));
    expect(error({ error: 'x', code: 'not_found', requestId: null, details: {} })).toBe(true);
    expect(error({ error: 'x' })).toBe(false);
  });

  test('of a request is as strict as the request', () => {
    const create = compile(toJsonSchema(ROUTES.createSession.body));
    expect(create({ workDir: '/work', tags: ['a'] })).toBe(true);
    expect(create({})).toBe(false);
    expect(create({ workDir: '/work', workdir: '/' })).toBe(false);
    expect(create({ workDir: '/work', permissionMode: 'yolo' })).toBe(false);
  });

  test('of a query describes what is written in it, before it is converted', () => {
    expect(toJsonSchema(ROUTES.wait.query).properties).toMatchObject({
      status: { type: 'string' },
      timeoutMs: { type: 'string' },
    });
  });
});
