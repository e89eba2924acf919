import { AegisError } from '@aegis/protocol';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAegisClient } from './create-aegis-client.ts';
import { AegisAnswerError, isNotListening, toErrorBody } from './errors.ts';
import { type FakeAegis, sampleSession, startFakeAegis } from './testing/index.ts';

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('It should have been rejected.'),
    (error: unknown) => error,
  );
}

describe('a client of a server that speaks the contract', () => {
  let fake: FakeAegis;
  beforeEach(async () => {
    fake = await startFakeAegis({ token: 'secret' });
  });
  afterEach(() => fake.stop());

  const connect = () => createAegisClient({ baseUrl: `${fake.baseUrl}/`, token: 'secret' });

  test('creates, lists, gets and kills a session', async () => {
    const client = connect();
    const created = await client.createSession({ workDir: '/project', name: 'one', tags: ['a'] });
    expect(created).toMatchObject({ name: 'one', workDir: '/project', tags: ['a'] });
    const list = await client.listSessions({ status: ['idle', 'working'], limit: 10 });
    expect(list.sessions.map(({ id }) => id)).toEqual([created.id]);
    expect(fake.requests.at(-1)?.query).toEqual({ status: 'idle,working', limit: '10' });
    expect(await client.getSession(created.id)).toEqual(created);
    expect(await client.killSession(created.id)).toEqual({ ok: true });
    expect((await client.listSessions()).sessions).toEqual([]);
  });

  test('passes each body to its own route', async () => {
    const { id } = sampleSession();
    const client = connect();
    const answer = { ok: true, via: 'hook', chosen: 'Yes' };
    for (const route of ['approve', 'reject', 'answer'] as const) fake.answer(route, () => answer);
    fake.answer('escape', () => ({ ok: true, status: 'idle' }));
    await client.approve(id, { scope: 'always', requestId: 'pen_1' });
    await client.reject(id, { feedback: 'no' });
    await client.answer(id, { answers: { Which: ['A', 'B'] } });
    await client.escape(id);
    expect(fake.requests.map(({ routeId, sessionId, body }) => [routeId, sessionId, body])).toEqual(
      [
        ['approve', id, { scope: 'always', requestId: 'pen_1' }],
        ['reject', id, { feedback: 'no' }],
        ['answer', id, { answers: { Which: ['A', 'B'] } }],
        ['escape', id, {}],
      ],
    );
  });

  test('tolerates fields that it does not know', async () => {
    const session = sampleSession();
    fake.answer('getSession', () => ({ ...session, fieldOfTheFuture: [1, 2] }));
    expect(await connect().getSession(session.id)).toEqual(session);
  });

  test("rejects with the server's own error", async () => {
    fake.answer('approve', () => {
      throw new AegisError('nothing_pending', 'Nothing is pending.', {
        details: { status: 'idle' },
      });
    });
    const error = await rejection(connect().approve('ses_00000000000000000001'));
    expect(error).toBeInstanceOf(AegisAnswerError);
    expect(AegisError.is(error) && toErrorBody(error)).toEqual({
      error: 'Nothing is pending.',
      code: 'nothing_pending',
      requestId: 'req_fake',
      details: { status: 'idle' },
    });
    expect(error).toMatchObject({ httpStatus: 409 });
  });

  test('rejects with `unauthorized` where the token is wrong', async () => {
    const client = createAegisClient({ baseUrl: fake.baseUrl, token: 'guess' });
    expect(await rejection(client.health())).toMatchObject({ code: 'unauthorized' });
  });

  test('says which field of an answer does not fit', async () => {
    fake.answer('getSession', () => ({ ...sampleSession(), status: 'sleeping' }));
    const error = await rejection(connect().getSession('ses_00000000000000000001'));
    expect(error).toMatchObject({
      code: 'server_answer_invalid',
      details: { issues: [expect.objectContaining({ path: 'status' })] },
    });
  });

  test('rejects with the reason of an abort, and the request ends at the server', async () => {
    const controller = new AbortController();
    fake.answer('wait', () => {
      controller.abort(new Error('enough'));
      return new Promise(() => undefined);
    });
    const call = connect().wait('ses_00000000000000000001', {}, { signal: controller.signal });
    expect(await rejection(call)).toMatchObject({ message: 'enough' });
  });

  test('asks for a long wait in parts', async () => {
    const session = sampleSession({ status: 'working' });
    const parts: string[] = [];
    fake.answer('wait', ({ query }) => {
      parts.push(query['timeoutMs'] ?? '');
      return { ...session, timedOut: parts.length < 3 };
    });
    const result = await connect().wait(session.id, { timeoutMs: 900_000 });
    expect(parts).toEqual(['240000', '240000', '240000']);
    expect(result.timedOut).toBe(false);
  });

  test('ends a wait when all its time is over', async () => {
    const session = sampleSession({ status: 'working' });
    const parts: string[] = [];
    fake.answer('wait', ({ query }) => {
      parts.push(query['timeoutMs'] ?? '');
      return { ...session, timedOut: true };
    });
    expect(await connect().wait(session.id, { timeoutMs: 300_000 })).toMatchObject({
      timedOut: true,
    });
    expect(parts).toEqual(['240000', '60000']);
  });
});

describe('a client of something else', () => {
  let server: Server | null = null;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(listener: Parameters<typeof createServer>[1]): Promise<string> {
    const listening = createServer(listener ?? (() => undefined));
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  }

  test('says how to start a server where none listens', async () => {
    const baseUrl = await listen(undefined);
    await new Promise((resolve) => server?.close(resolve));
    const error = await rejection(createAegisClient({ baseUrl }).health());
    expect(error).toMatchObject({
      code: 'server_unreachable',
      details: { baseUrl, reason: 'not-listening', systemCode: 'ECONNREFUSED' },
    });
    expect(String(error)).toContain('aegis serve');
    expect(isNotListening(error)).toBe(true);
  });

  test.each([
    ['before its head', 0],
    ['within its body', 20],
  ])('tells an answer cut off %s from a server that is not there', async (_name, sent) => {
    const baseUrl = await listen((_request, response) => {
      if (sent > 0) response.writeHead(200, { 'content-length': '100' }).write('x'.repeat(sent));
      setTimeout(() => response.destroy(), 20);
    });
    const error = await rejection(createAegisClient({ baseUrl }).health());
    expect(error).toMatchObject({
      code: 'server_unreachable',
      details: { reason: 'connection-lost' },
    });
    expect(isNotListening(error)).toBe(false);
  });

  test.each([
    ['GET', 2],
    ['POST', 1],
  ] as const)(
    'asks again after a lost connection where that does no harm: %s',
    async (method, asked) => {
      let requests = 0;
      const baseUrl = await listen((request, response) => {
        requests += 1;
        if (requests === 1) request.socket.destroy();
        else response.end(JSON.stringify({ status: 'ok' }));
      });
      const client = createAegisClient({ baseUrl });
      if (method === 'GET') expect(await client.health()).toEqual({ status: 'ok' });
      else {
        expect(await rejection(client.escape('ses_00000000000000000001'))).toMatchObject({
          details: { reason: 'connection-lost' },
        });
      }
      expect(requests).toBe(asked);
    },
  );

  test.each([
    [200, '<html>hello</html>', 'no JSON'],
    [404, 'Cannot GET', 'HTTP 404 without an error body'],
    [418, '{"error":"Tea.","code":"teapot"}', 'teapot'],
  ])('recognises an answer that is not from Aegis (%d %s)', async (status, body, sentence) => {
    const baseUrl = await listen((_request, response) => response.writeHead(status).end(body));
    const error = await rejection(createAegisClient({ baseUrl }).health());
    expect(error).toMatchObject({
      code: 'server_answer_invalid',
      message: expect.stringContaining(sentence) as string,
    });
  });

  test.each(['9100', 'localhost:9100', 'ftp://x', 'http://user:pass@host', ''])(
    'refuses %j as an address',
    (baseUrl) => {
      expect(() => createAegisClient({ baseUrl })).toThrow(
        expect.objectContaining({ code: 'config_invalid' }),
      );
    },
  );
});
