import { sessionIdSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { newId, newSecret } from './ids.ts';

test('session ids have the form that the protocol asks for, and no two are the same', () => {
  const ids = Array.from({ length: 2_000 }, () => newId('ses'));
  for (const id of ids) expect(v.is(sessionIdSchema, id)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id says what it stands for', () => {
  expect(newId('msg')).toMatch(/^msg_[0-9a-v]{20}$/);
  expect(newId('req').slice(0, 4)).toBe('req_');
});

test('a secret has 256 bits, in characters that a header can carry', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  }
  expect(new Set(secrets).size).toBe(100);
});
