import { HOOK_SECRET_HEADER } from '@aegis/core';
import { errorBodySchema } from '@aegis/protocol';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../testing/test-app.ts';

const SECRET = 'the-secret-of-the-session';

async function start(options?: TestAppOptions): Promise<TestApp> {
  const app = await createTestApp(options);
  storeSession(app.aegis.stateDir, { hookSecret: SECRET });
  return app;
}

function call(app: TestApp, path: string, secret: string | null, body = '{}'): Promise<Response> {
  return app.request(`/v1/hooks/${path}`, {
    method: 'POST',
    body,
    headers: secret === null ? {} : { [HOOK_SECRET_HEADER]: secret },
  });
}
const codeOf = async (answer: Response) =>
  [answer.status, v.parse(errorBodySchema, await answer.json()).code] as const;

test('with the session’s secret it is taken', async () => {
  const app = await start();
  const answer = await call(app, `${STORED_SESSION}/Stop`, SECRET);
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
});

test('needs the secret, not the server’s token', async () => {
  const app = await start({ access: { authToken: 'a-token-of-enough-characters' } });
  expect((await call(app, `${STORED_SESSION}/Stop`, SECRET)).status).toBe(200);
  for (const secret of [null, '', 'wrong', `${SECRET} `.trim().toUpperCase()]) {
    expect(await codeOf(await call(app, `${STORED_SESSION}/Stop`, secret))).toEqual([
      403,
      'hook_forbidden',
    ]);
  }
});

test('an unknown session, a strange event, no JSON', async () => {
  const app = await start();
  const unknown = await call(app, 'ses_22222222222222222222/Stop', SECRET);
  expect(await codeOf(unknown)).toEqual([404, 'session_not_found']);
  const strange = await call(app, `${STORED_SESSION}/a-b`, SECRET);
  expect(await codeOf(strange)).toEqual([404, 'not_found']);
  const noJson = await call(app, `${STORED_SESSION}/Stop`, SECRET, '{');
  expect(await codeOf(noJson)).toEqual([400, 'invalid_json']);
  const get = await app.request(`/v1/hooks/${STORED_SESSION}/Stop`);
  expect(await codeOf(get)).toEqual([404, 'not_found']);
});

test.each([
  ['127.0.0.1', 200],
  ['::1', 200],
  ['::ffff:127.0.0.1', 200],
  ['192.168.1.5', 403],
  ['::ffff:192.168.1.5', 403],
])('from %s: %i', async (remoteAddress, status) => {
  const app = await start({ remoteAddress });
  expect((await call(app, `${STORED_SESSION}/Stop`, SECRET)).status).toBe(status);
});

test('the secret is in no log line', async () => {
  const app = await start();
  await call(app, `${STORED_SESSION}/Stop`, SECRET);
  await call(app, `${STORED_SESSION}/Stop`, `${SECRET}x`);
  expect(JSON.stringify(app.log)).not.toContain(SECRET);
});
