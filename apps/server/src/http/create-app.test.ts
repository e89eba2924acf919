import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  disagreementsSchema,
  errorBodySchema,
  healthSchema,
  MAX_PROMPT_BYTES,
  ROUTES,
  sessionAnswerSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { MAX_BODY_BYTES } from './error-answer.ts';

const TOKEN = 'a-token-of-enough-characters';
const UNKNOWN = '/v1/sessions/ses_00000000000000000000';

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** The answer's code and status; fails where it is no error as the contract has it. */
async function refusal(answer: Response) {
  const body = v.parse(errorBodySchema, await answer.json());
  expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get('x-request-id')).toBe(body.requestId);
  expect(body.error).toMatch(/[.)]$/);
  return { status: answer.status, ...body };
}

describe('bodies', () => {
  test.each(['{', '{"workDir": }', 'workDir=/', '"\u0001"'])('%j is no JSON', async (body) => {
    const { request } = await createTestApp();
    expect(await refusal(await request('/v1/sessions', post(body)))).toMatchObject({
      status: 400,
      code: 'invalid_json',
    });
  });

  test('bytes that are no UTF-8 are refused, not replaced', async () => {
    const { request } = await createTestApp();
    const body = Buffer.concat([
      Buffer.from('{"text":"a'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const answer = await request(`${UNKNOWN}/send`, { method: 'POST', body });
    expect(await refusal(answer)).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test('unknown fields and wrong values, each by its path', async () => {
    const { request } = await createTestApp();
    const body = { workdir: '/', env: { A: 1 }, tags: ['ok', ''] };
    const { status, code, details, error } = await refusal(
      await request('/v1/sessions', post(body)),
    );
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect((details['issues'] as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'env.A',
      'tags.1',
      'workDir',
      'workdir',
    ]);
    expect(error).toContain('workdir: unknown field');
  });

  test.each(['[]', 'null', '"text"', '7', 'true'])('%s is no object', async (body) => {
    const { request } = await createTestApp();
    for (const path of ['/v1/sessions', `${UNKNOWN}/approve`]) {
      expect(await refusal(await request(path, post(body)))).toMatchObject({
        code: 'invalid_request',
      });
    }
  });

  test('an empty one will do where no field is required, with or without a content type', async () => {
    const { request } = await createTestApp();
    for (const body of ['', ' \n', '{}']) {
      for (const headers of [{}, { 'content-type': 'application/json' }]) {
        const answer = await request(`${UNKNOWN}/approve`, { method: 'POST', body, headers });
        expect((await refusal(answer)).code).toBe('session_not_found');
      }
    }
    expect((await refusal(await request(`${UNKNOWN}/send`, post('')))).code).toBe(
      'invalid_request',
    );
  });

  test('413 for one that is too large, whether it says so or not', async () => {
    const { request } = await createTestApp();
    const large = JSON.stringify({ text: 'x'.repeat(MAX_BODY_BYTES) });
    const told = await request(`${UNKNOWN}/send`, {
      ...post(large),
      headers: { 'content-length': String(large.length) },
    });
    expect(await refusal(told)).toMatchObject({
      status: 413,
      code: 'body_too_large',
      details: { maximum: MAX_BODY_BYTES },
    });
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(100_000));
      },
    });
    const streamed = await request(`${UNKNOWN}/send`, {
      method: 'POST',
      body,
      duplex: 'half',
    });
    expect((await refusal(streamed)).code).toBe('body_too_large');
  });

  test('nothing of a refused body is in the log', async () => {
    const { request, log } = await createTestApp();
    await request('/v1/sessions', post('{"prompt": my-secret-words}'));
    await request('/v1/sessions', post({ workDir: '/', prompt: 'my-secret-words\u001b' }));
    await request('/v1/sessions', post({ workDir: '/', env: { 'BAD-': 'my-secret-words' } }));
    expect(log.filter(({ level }) => level === 'info')).toHaveLength(3);
    expect(JSON.stringify(log)).not.toContain('my-secret');
  });
});

describe('creating a session', () => {
  async function withClaude(): Promise<TestApp> {
    const app = await createTestApp();
    const claude = join(app.directory.path, 'claude');
    await writeFile(claude, '#!/bin/sh\necho 2.1.330\n', { mode: 0o755 });
    await app.aegis.close();
    return createTestApp({ aegis: { claudeCommand: [claude] } });
  }

  test('422 for each way that a workDir cannot be', async () => {
    const { request, directory } = await withClaude();
    await writeFile(join(directory.path, 'file'), '');
    const loop = join(directory.path, 'x'.repeat(300));
    for (const [workDir, code] of [
      ['project', 'workdir_not_absolute'],
      [join(directory.path, 'nothing'), 'workdir_missing'],
      [join(directory.path, 'file'), 'workdir_not_directory'],
      [loop, 'workdir_not_readable'],
    ] as const) {
      const answer = await refusal(await request('/v1/sessions', post({ workDir })));
      expect([workDir, answer.status, answer.code]).toEqual([workDir, 422, code]);
      expect(answer.details).toMatchObject({ workDir });
    }
  });

  test.skipIf(process.getuid?.() === 0)('422 for a workDir that may not be entered', async () => {
    const { request, directory } = await withClaude();
    const workDir = join(directory.path, 'closed');
    await mkdir(workDir);
    await chmod(workDir, 0);
    const answer = await refusal(await request('/v1/sessions', post({ workDir })));
    expect([answer.status, answer.code]).toEqual([422, 'workdir_not_readable']);
    await chmod(workDir, 0o700);
  });

  test.each([
    ['a\u0007', 422, 'control_characters'],
    ['a\u009b2J', 422, 'control_characters'],
    ['/clear', 422, 'command_prefix'],
    ['\ud800', 400, 'invalid_request'],
    ['  ', 400, 'invalid_request'],
    ['x'.repeat(MAX_PROMPT_BYTES + 1), 413, 'prompt_too_large'],
  ])('a prompt that cannot be: %#', async (prompt, status, code) => {
    const { request, directory } = await withClaude();
    const body = { workDir: directory.path, prompt };
    expect(await refusal(await request('/v1/sessions', post(body)))).toMatchObject({
      status,
      code,
    });
  });

  test('without Claude Code, and without tmux', async () => {
    const without = await createTestApp();
    const body = { workDir: without.directory.path };
    expect(await refusal(await without.request('/v1/sessions', post(body)))).toMatchObject({
      status: 422,
      code: 'claude_not_found',
    });
    const { request, directory } = await withClaude();
    const answer = await request('/v1/sessions', post({ workDir: directory.path }));
    expect(await refusal(answer)).toMatchObject({ status: 503, code: 'tmux_not_found' });
  });
});

describe('paths and methods', () => {
  test('an unknown session, on every route that has one', async () => {
    const { request } = await createTestApp();
    const bodies: Record<string, unknown> = {
      sendMessage: { text: 'a' },
      answer: { answers: {} },
      sendCommand: { command: 'compact' },
      sendBash: { command: 'ls' },
      setPolicy: { policy: null },
      setRecovery: { recovery: null },
    };
    for (const [id, { method, path }] of Object.entries(ROUTES)) {
      if (!path.startsWith('/v1/sessions/:id')) continue;
      const isSending = method === 'POST' || method === 'PUT';
      const init = isSending ? { ...post(bodies[id] ?? {}), method } : { method };
      const answer = await request(path.replace(':id', 'ses_00000000000000000000'), init);
      const { status, code } = await refusal(answer);
      expect([id, status, code]).toEqual([id, 404, 'session_not_found']);
    }
  });

  test.each([
    '/',
    '/v1',
    '/v1/',
    '/v2/health',
    '/v1/health/',
    '/v1/sessions/a/b/c',
    '/V1/health',
    '/v1/sessions/%2e%2e/x/y',
  ])('there is no %s', async (path) => {
    const { request } = await createTestApp();
    expect(await refusal(await request(path))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('another method says which there are', async () => {
    const { request } = await createTestApp();
    for (const [method, path, allow] of [
      ['PUT', '/v1/sessions', 'POST,GET'],
      ['POST', UNKNOWN, 'GET,DELETE'],
      ['GET', `${UNKNOWN}/send`, 'POST'],
      ['DELETE', '/v1/health', 'GET'],
      ['OPTIONS', '/v1/sessions', 'POST,GET'],
    ] as const) {
      const answer = await request(path, { method });
      expect([path, answer.headers.get('allow')]).toEqual([path, allow]);
      expect(await refusal(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    }
  });

  test.each([
    '/v1/sessions?limit=0',
    '/v1/sessions?limit=1.5',
    '/v1/sessions?status=asleep',
    '/v1/sessions?statuses=idle',
    '/v1/sessions?cursor=garbage',
    `/v1/events?after=latest`,
  ])('a query that cannot be: %s', async (path) => {
    const { request } = await createTestApp();
    expect(await refusal(await request(path))).toMatchObject({ status: 400 });
  });

  test('an answer names its request too', async () => {
    const { request } = await createTestApp();
    const answer = await request('/v1/sessions');
    expect(await answer.json()).toEqual({ sessions: [], nextCursor: null });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  test('so does an event stream', async () => {
    const { request } = await createTestApp();
    const stop = new AbortController();
    const answer = await request('/v1/events', { signal: stop.signal });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    stop.abort();
    await answer.body?.cancel();
  });

  test('the contract is there to read', async () => {
    const { request } = await createTestApp();
    const document = (await (await request('/v1/openapi.json')).json()) as { info: unknown };
    expect(document.info).toMatchObject({ version: '1.2.3' });
  });
});

describe('who may ask', () => {
  test('another Host or a web page may not, on any path', async () => {
    const { request } = await createTestApp();
    for (const path of ['/v1/health', '/v1/sessions', '/nowhere', '/v1/hooks/a/Stop']) {
      const rebound = await request(path, { headers: { host: 'evil.example' } });
      expect(await refusal(rebound)).toMatchObject({ status: 403, code: 'forbidden_host' });
      const page = await request(path, { headers: { origin: 'https://evil.example' } });
      expect(await refusal(page)).toMatchObject({ status: 403, code: 'forbidden_origin' });
    }
  });

  test('with a token set, it is needed everywhere but for the little that health says', async () => {
    const { request } = await createTestApp({ access: { authToken: TOKEN } });
    const bearer = { authorization: `Bearer ${TOKEN}` };
    for (const path of ['/v1/sessions', UNKNOWN, '/v1/events', '/v1/openapi.json', '/v1/x']) {
      const answer = await request(path);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refusal(answer)).toMatchObject({ status: 401, code: 'unauthorized' });
    }
    expect((await request('/v1/sessions', { headers: bearer })).status).toBe(200);
    expect(await (await request('/v1/health')).json()).toEqual({ status: 'degraded' });
    const full = await (await request('/v1/health', { headers: bearer })).json();
    expect(full).toMatchObject({ version: '1.2.3', uptimeMs: 2_000 });
  });

  test('the token is in no log line and no answer', async () => {
    const { request, log } = await createTestApp({ access: { authToken: TOKEN } });
    const answer = await request('/v1/sessions', { headers: { authorization: `Basic ${TOKEN}` } });
    expect(await answer.text()).not.toContain(TOKEN);
    expect(JSON.stringify(log)).not.toContain(TOKEN);
  });
});

test('health without a token set says all, as the contract has it', async () => {
  const { request, directory } = await createTestApp();
  const body: unknown = await (await request('/v1/health')).json();
  expect(v.parse(healthSchema, body)).toMatchObject({
    status: 'degraded',
    pid: process.pid,
    stateDir: join(directory.path, 'state'),
    sessions: { total: 0, byStatus: {} },
    runtime: { tmux: { available: false }, claude: { available: false } },
  });
});

test('a session with `explain` also says how its status came about', async () => {
  const { request, aegis } = await createTestApp();
  storeSession(aegis.stateDir, { status: 'idle' });
  const path = `/v1/sessions/${STORED_SESSION}`;
  const plain: unknown = await (await request(path)).json();
  expect(v.parse(sessionAnswerSchema, plain).explanation).toBeUndefined();
  for (const yes of ['1', 'true']) {
    const body: unknown = await (await request(`${path}?explain=${yes}`)).json();
    expect(v.parse(sessionAnswerSchema, body).explanation).toMatchObject({ screen: null });
  }
  expect(await (await request(`${path}?explain=0`)).json()).toEqual(plain);
  for (const wrong of ['?explain=yes', '?explain=', '?explained=1']) {
    expect(await refusal(await request(`${path}${wrong}`))).toMatchObject({ status: 400 });
  }
});

test('disagreements are counted from the first start on', async () => {
  const { request, aegis } = await createTestApp();
  const body: unknown = await (await request('/v1/disagreements')).json();
  expect(v.parse(disagreementsSchema, body)).toMatchObject({
    counts: {},
    frames: [],
    folder: join(aegis.stateDir, 'disagreements'),
  });
});

test('while it starts or stops, it says so, and takes it for no error of its own', async () => {
  const { request, log } = await createTestApp({ isDown: true });
  for (const path of ['/v1/health', '/v1/sessions', '/v1/events']) {
    expect(await refusal(await request(path))).toMatchObject({
      status: 503,
      code: 'shutting_down',
    });
  }
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('what was not foreseen says nothing of our insides, and its cause is in the log', async () => {
  const { request, aegis, log } = await createTestApp();
  vi.spyOn(aegis.sessions, 'list').mockImplementation(() => {
    throw new TypeError('a detail of ours');
  });
  const answer = await refusal(await request('/v1/sessions'));
  expect(answer).toMatchObject({ status: 500, code: 'internal', details: {} });
  expect(answer.error).not.toContain('detail');
  const [line] = log.filter(({ level }) => level === 'error');
  expect(line?.fields).toMatchObject({ requestId: answer.requestId });
  expect(String(line?.fields['cause'])).toContain('TypeError: a detail of ours');
});

test('a store that fails is told as such', async () => {
  const { request, aegis } = await createTestApp();
  await aegis.close();
  expect(await refusal(await request('/v1/sessions'))).toMatchObject({
    status: 503,
    code: 'store_failed',
    details: { store: 'closed' },
  });
});
