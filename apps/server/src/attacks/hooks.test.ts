import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@aegis/store/sqlite';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ADMIN_TOKEN, startListening, type ListeningServer } from '../testing/listening-server.ts';

const ONE = 'ses_11111111111111111111';
const TWO = 'ses_22222222222222222222';
const ENDED = 'ses_33333333333333333333';
const BASH = { tool_name: 'Bash', tool_input: { command: 'rm -rf /' } };

let server: ListeningServer;
beforeEach(async () => {
  server = await startListening({ flags: { authToken: ADMIN_TOKEN } });
  const store = openSqliteStore({ path: join(server.stateDir, 'aegis.db') });
  const row = { workDir: '/w', parentId: null, tags: [], createdAt: 1, updatedAt: 1 };
  for (const [id, hookSecret, endedAt] of [
    [ONE, 'the-secret-of-one', null],
    [TWO, 'the-secret-of-two', null],
    [ENDED, 'the-secret-of-three', 2],
  ] as const) {
    const exit = {
      code: 0,
      signal: null,
      at: '2026-01-01T00:00:00.000Z',
      reason: 'exited',
      lastScreen: null,
    };
    const data = { hookSecret, ...(endedAt === null ? {} : { exit }) };
    store.insertSession({
      id,
      status: endedAt === null ? 'working' : 'exited',
      endedAt,
      ...row,
      data,
    });
  }
  store.close();
});

async function call(path: string, headers: Record<string, string>, body: unknown = BASH) {
  const answer = await fetch(`${server.url}/v1/hooks/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(3_000),
  });
  const { code } = (await answer.json()) as { code?: string };
  return [answer.status, code ?? null];
}
const secret = (text: string) => ({ 'x-aegis-hook-secret': text });
/** What the sessions wait on, as everybody sees it. */
async function pendings(): Promise<unknown[]> {
  const answer = await server.call('/v1/sessions');
  const { sessions } = (await answer.json()) as { sessions: { pending: unknown }[] };
  return sessions.map(({ pending }) => pending).filter((pending) => pending !== null);
}

describe('a forged hook', () => {
  test.each([
    ['without a secret', {}],
    ['with an empty one', secret('')],
    ['with a wrong one', secret('guess')],
    ["with another session's", secret('the-secret-of-two')],
    ['with a part', secret('the-secret-of-on')],
    ['with more', secret('the-secret-of-one!')],
    ['with another case', secret('THE-SECRET-OF-ONE')],
    ['with two', secret('the-secret-of-one, the-secret-of-one')],
    ["with the server's token for it", secret(ADMIN_TOKEN)],
    ["with the server's token", { authorization: `Bearer ${ADMIN_TOKEN}` }],
    ['with the secret as a token', { authorization: 'Bearer the-secret-of-one' }],
    ['with the secret in a cookie', { cookie: 'x-aegis-hook-secret=the-secret-of-one' }],
  ])('%s', async (_, headers) => {
    expect(await call(`${ONE}/PermissionRequest`, headers)).toEqual([403, 'hook_forbidden']);
    expect(await call(`${ONE}/Stop`, headers)).toEqual([403, 'hook_forbidden']);
    expect(await pendings()).toEqual([]);
  });

  test('with the secret in the address', async () => {
    const path = `${ONE}/Stop?x-aegis-hook-secret=the-secret-of-one&secret=the-secret-of-one`;
    expect(await call(path, {})).toEqual([403, 'hook_forbidden']);
  });

  test('of a session that has ended, sent again with its own secret', async () => {
    for (const event of ['Stop', 'PermissionRequest', 'UserPromptSubmit', 'SessionEnd']) {
      expect(await call(`${ENDED}/${event}`, secret('the-secret-of-three'))).toEqual([
        404,
        'session_not_found',
      ]);
    }
  });

  test('of a session that is not there', async () => {
    for (const id of ['ses_00000000000000000000', '..', '__proto__', '%00', 'x'.repeat(200)]) {
      const [status] = await call(`${encodeURIComponent(id)}/Stop`, secret('x'));
      expect([id, [401, 404].includes(Number(status))]).toEqual([id, true]);
    }
  });

  test('opens no other door: the secret of a session is no token', async () => {
    for (const path of ['/v1/sessions', `/v1/sessions/${ONE}`, '/v1/events']) {
      const headers = { authorization: 'Bearer the-secret-of-one', ...secret('the-secret-of-one') };
      const answer = await fetch(server.url + path, { headers });
      expect(answer.status).toBe(401);
    }
  });
});

describe('a hook with the right secret', () => {
  test('speaks for its own session alone, whatever its body says', async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const held = fetch(`${server.url}/v1/hooks/${ONE}/PermissionRequest`, {
      method: 'POST',
      headers: secret('the-secret-of-one'),
      body: JSON.stringify({ ...BASH, session_id: TWO, aegisSessionId: TWO, sessionId: TWO }),
      signal: stop.signal,
    }).catch(() => null);
    await expect.poll(async () => (await pendings()).length).toBe(1);
    const two = await server.call(`/v1/sessions/${TWO}`);
    expect(((await two.json()) as { pending: unknown }).pending).toBeNull();
    stop.abort();
    await held;
  });

  test.each<[unknown]>(
    [
      { tool_name: 1 },
      { tool_name: ['Bash'], tool_input: 'x' },
      { tool_input: { command: { toString: 'x' } } },
      { tool_input: null },
      { session_id: '../../etc/passwd', transcript_path: '/etc/passwd' },
      { prompt: '\u001b[2J', message: '\u0000' },
      { __proto__: null, constructor: 1 },
      [],
      'text',
      null,
      1e308,
    ].map((body) => [body]),
  )('and a strange body does no harm: %j', async (body) => {
    const [status] = await call(`${ONE}/UserPromptSubmit`, secret('the-secret-of-one'), body);
    expect(status).toBe(200);
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
    // What it says its transcript is was not read.
    const read = await server.call(`/v1/sessions/${ONE}/read`);
    expect(await read.text()).not.toContain('root:');
  });

  test.each(['a-b', 'x'.repeat(65), '../Stop', 'Stop%2f..', '', '%00'])(
    'the event %j is none',
    async (event) => {
      const [status] = await call(`${ONE}/${event}`, secret('the-secret-of-one'));
      expect([400, 401, 404]).toContain(status);
    },
  );
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

test.skipIf(outside === undefined)(
  'from another address than loopback, with the right secret',
  async () => {
    const open = await startListening({
      flags: { authToken: ADMIN_TOKEN, host: '0.0.0.0', allowedHosts: outside },
    });
    const store = openSqliteStore({ path: join(open.stateDir, 'aegis.db') });
    const row = {
      workDir: '/w',
      parentId: null,
      tags: [],
      createdAt: 1,
      updatedAt: 1,
      endedAt: null,
    };
    store.insertSession({ id: ONE, status: 'working', ...row, data: { hookSecret: 'right' } });
    store.close();
    const from = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { host, port: open.port, method: 'POST', path: `/v1/hooks/${ONE}/Stop` };
        const sent = request({ ...options, headers: secret('right') }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.on('error', reject);
        sent.end('{}');
      });
    expect(await from('127.0.0.1')).toBe(200);
    expect(await from(outside ?? '')).toBe(403);
  },
);
