import { join } from 'node:path';
import { gateReportSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { STORED_SESSION, storedEventTypes, storeSession } from '../testing/stored-session.ts';
import { createTestApp } from '../testing/test-app.ts';

const PATH = `/v1/sessions/${STORED_SESSION}`;

/** A server with a session whose Claude Code is not there any more. */
async function open(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = await createTestApp(options);
  const stateDir = join(app.directory.path, 'state');
  storeSession(stateDir, { workDir: app.directory.path });
  async function call(method: string, path: string, body?: unknown, token?: string) {
    const answer = await app.request(PATH + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
    const parsed: unknown = await answer.json();
    return { status: answer.status, body: parsed };
  }
  return { ...app, stateDir, call };
}

test('a gate is run, told, and its report is kept', async () => {
  const { call, stateDir } = await open();
  expect(await call('GET', '/gate')).toMatchObject({
    status: 404,
    body: { code: 'gate_not_found' },
  });
  const { status, body: answer } = await call('POST', '/gate', {
    commands: ['echo "one two"', { name: 'fails', command: ['sh', '-c', 'exit 3'] }],
  });
  const body = v.parse(gateReportSchema, answer);
  expect([status, body.verdict]).toEqual([200, 'fail']);
  expect(body.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['transcript', 'skipped'],
    ['echo one two', 'pass'],
    ['fails', 'fail'],
  ]);
  expect(body.checks[1]?.run).toMatchObject({ command: ['echo', 'one two'], output: 'one two' });
  expect((await call('GET', '/gate')).body).toEqual(body);
  expect(storedEventTypes(stateDir)).toEqual(['gate-finished']);
});

test('an empty body checks what can be found', async () => {
  const { call } = await open();
  const { body } = await call('POST', '/gate');
  expect(body).toMatchObject({ verdict: 'error', summary: 'There was nothing to check.' });
});

test.each([
  [{ commands: ['a && b'] }, 'invalid_request'],
  [{ commands: [[]] }, 'invalid_request'],
  [{ commands: [{ command: [''] }] }, 'invalid_request'],
  [{ timeoutMs: 0 }, 'invalid_request'],
  [{ command: 'npm test' }, 'invalid_request'],
])('%j is refused with %s', async (body, code) => {
  const { call } = await open();
  expect(await call('POST', '/gate', body)).toMatchObject({ status: 400, body: { code } });
});

test('running commands takes the scope approve; reading the report takes read', async () => {
  const admin = 'admin-token-of-this-test';
  const { call, request } = await open({ access: { authToken: admin } });
  const tokenOf = async (scopes: string[]) => {
    const answer = await request('/v1/tokens', {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}` },
      body: JSON.stringify({ name: 'x', scopes }),
    });
    return ((await answer.json()) as { token: string }).token;
  };
  const driver = await tokenOf(['read', 'drive']);
  const refused = await call('POST', '/gate', { commands: ['true'] }, driver);
  expect(refused).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
  const approver = await tokenOf(['approve']);
  const run = await call('POST', '/gate', { commands: ['true'] }, approver);
  expect(run).toMatchObject({ status: 200, body: { verdict: 'pass' } });
  expect(await call('GET', '/gate', undefined, driver)).toMatchObject({ status: 200 });
});

test('a recovery policy is set, shown, and taken away', async () => {
  const { call } = await open();
  const recovery = { rungs: [{ rung: 'nudge', text: 'Go on.' }, { rung: 'escalate' }] };
  expect(await call('PUT', '/recovery', { recovery })).toMatchObject({
    status: 200,
    body: { recovery },
  });
  expect(await call('GET', '')).toMatchObject({ body: { recovery } });
  const taken = await call('PUT', '/recovery', { recovery: null });
  expect(taken).toMatchObject({ status: 200, body: { recovery: null } });
});

test.each([
  { recovery: { rungs: [] } },
  { recovery: { rungs: [{ rung: 'refine' }] } },
  { recovery: { rungs: [{ rung: 'shout' }] } },
  { recovery: { rungs: [{ rung: 'nudge', afterMs: -1 }] } },
  {},
])('the recovery %j is refused', async (body) => {
  const { call } = await open();
  expect(await call('PUT', '/recovery', body)).toMatchObject({
    status: 400,
    body: { code: 'invalid_request' },
  });
});
