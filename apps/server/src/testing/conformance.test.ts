import { describe, expect, test } from 'vitest';
import { Conformance, type Exchange } from './conformance.ts';
import { checkExchange } from './watch-fetch.ts';

const conformance = new Conformance();
const entry = { key: 'k', value: 1, updatedAt: '2026-01-01T00:00:00.000Z', expiresAt: null };
const set: Exchange = {
  ...{ method: 'POST', path: '/v1/memory', status: 200 },
  ...{ sent: { key: 'k', value: 1 }, answered: entry },
};
const error = { error: 'No.', code: 'not_found', requestId: null, details: {} };

describe('whether an exchange is as documented', () => {
  test('one that is', () => {
    expect(conformance.problemOf(set)).toBe(null);
    expect(conformance.problemOf({ ...set, status: 404, answered: error })).toBe(null);
  });

  test.each<[string, Partial<Exchange>, RegExp]>([
    ['a field too few', { answered: { ...entry, updatedAt: undefined } }, /updatedAt/],
    ['a field too many', { answered: { ...entry, secret: 's' } }, /secret/],
    ['another type', { answered: { ...entry, key: 7 } }, /key must be string/],
    ['a status that is not there', { status: 202 }, /no such answer/],
    ['an error without its code', { status: 400, answered: { error: 'x' } }, /code/],
    ['a body that is accepted all the same', { sent: { key: 'k', value: 1, x: 1 } }, /refuses/],
  ])('%s', (_what, change, problem) => {
    expect(conformance.problemOf({ ...set, ...change })).toMatch(problem);
  });

  test('a literal path goes before a parameter', () => {
    const batch = { ...set, path: '/v1/sessions/batch', sent: {}, answered: entry };
    expect(conformance.problemOf(batch)).toMatch(/batchCreate/);
  });

  test('what is none of the document is let through', () => {
    expect(conformance.problemOf({ ...set, path: '/v1/hooks/ses_1/Stop' })).toBe(null);
  });

  test('an answer is checked as it comes, and can be read after it', async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'r' };
    const good = new Response(JSON.stringify(entry), { headers });
    await checkExchange('/v1/memory/k', {}, good);
    expect(await good.json()).toEqual(entry);
    const bad = new Response('{}', { headers });
    await expect(checkExchange('/v1/memory/k', {}, bad)).rejects.toThrow(/getMemory/);
  });
});
