import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAegisClient } from '../index.ts';
import {
  type FakeAegis,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '../testing/index.ts';
import { patientFetch } from './patient-fetch.ts';

const ID = sampleSessionId(1);
let aegis: FakeAegis;
beforeEach(async () => {
  aegis = await startFakeAegis({ token: 'secret' });
});
afterEach(() => aegis.stop());

const client = (token = 'secret') =>
  createAegisClient({ baseUrl: aegis.baseUrl, token, fetch: patientFetch });

test('carries bodies, tokens, answers and errors as fetch does', async () => {
  aegis.sessions.set(ID, sampleSession({ name: 'zwölf ✓' }));
  expect(await client().getSession(ID)).toMatchObject({ name: 'zwölf ✓' });
  aegis.answer('sendBash', ({ body }) => {
    expect(body).toEqual({ command: 'echo ✓' });
    throw new AegisError('session_busy', 'It is busy.');
  });
  await expect(client().sendBash(ID, { command: 'echo ✓' })).rejects.toMatchObject({
    code: 'session_busy',
  });
  await expect(client('wrong').getSession(ID)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('ends with its signal, and tells a server that is not there from one that is lost', async () => {
  aegis.answer('runGate', () => new Promise(() => undefined));
  const stop = new AbortController();
  const gate = client().runGate(ID, {}, { signal: stop.signal });
  await expect.poll(() => aegis.requests.length, { timeout: 10_000 }).toBe(1);
  stop.abort(new Error('enough'));
  await expect(gate).rejects.toThrow('enough');
  const lost = client().runGate(ID, {});
  await expect.poll(() => aegis.requests.length, { timeout: 10_000 }).toBe(2);
  await Promise.all([
    expect(lost).rejects.toMatchObject({ details: { reason: 'connection-lost' } }),
    aegis.stop(),
  ]);
  await expect(client().health()).rejects.toMatchObject({ details: { reason: 'not-listening' } });
});
