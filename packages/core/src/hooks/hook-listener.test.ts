import { EventEmitter, once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { MAX_JSON_DEPTH } from '@aegis/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { HOOK_SECRET_HEADER } from '../launch/hook-settings.ts';
import {
  listenForHooks,
  type HookListener,
  type HookReceiver,
  type HookRequest,
} from './hook-listener.ts';

const open: HookListener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function listen(receive: HookReceiver): Promise<HookListener> {
  const listener = await listenForHooks(0, receive);
  open.push(listener);
  return listener;
}

function recorder() {
  const requests: HookRequest[] = [];
  const receive: HookReceiver = (request) => {
    requests.push(request);
    return Promise.resolve({ status: 200, body: { ok: true } });
  };
  return { requests, receive };
}

describe('listenForHooks', () => {
  test('hands on a call and sends its answer', async () => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    const answer = await fetch(`${baseUrl}/v1/hooks/ses_1/Stop`, {
      method: 'POST',
      headers: { [HOOK_SECRET_HEADER]: 's' },
      body: '{"session_id":"größer"}',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({ ok: true });
    expect(requests).toMatchObject([
      { sessionId: 'ses_1', event: 'Stop', secret: 's', body: { session_id: 'größer' } },
    ]);
  });

  test('listens on loopback alone', async () => {
    const { baseUrl, port } = await listen(recorder().receive);
    expect(baseUrl).toBe(`http://127.0.0.1:${port}`);
  });

  test.each([
    ['GET', '/v1/hooks/ses_1/Stop'],
    ['PUT', '/v1/hooks/ses_1/Stop'],
    ['POST', '/'],
    ['POST', '/v1/hooks/ses_1'],
    ['POST', '/v1/hooks/ses_1/Stop/more'],
    ['POST', '/v1/hooks/../Stop'],
    ['POST', '/v1/hooks/%2e%2e/Stop'],
    ['POST', `/v1/hooks/${'x'.repeat(65)}/Stop`],
  ])('%s %s is not found, and nobody hears of it', async (method, path) => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    expect([answer.status, await answer.text()]).toEqual([404, '']);
    expect(requests).toEqual([]);
  });

  test.each(['', '{', 'text', '\u0000'])('400 for the body %j', async (body) => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    const answer = await fetch(`${baseUrl}/v1/hooks/ses_1/Stop`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(requests).toEqual([]);
  });

  test('no secret is null', async () => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    await fetch(`${baseUrl}/v1/hooks/ses_1/Stop`, { method: 'POST', body: '[]' });
    expect(requests).toMatchObject([{ secret: null, body: [] }]);
  });

  test('413 for a body that is too large, told before all of it was sent', async () => {
    const { requests, receive } = recorder();
    const { port } = await listen(receive);
    const request = httpRequest({ port, method: 'POST', path: '/v1/hooks/ses_1/Write' });
    request.on('error', () => undefined);
    const answered = once(request, 'response') as Promise<[{ statusCode: number }]>;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= 33; sent += 1) request.write(chunk);
    const [{ statusCode }] = await answered;
    expect(statusCode).toBe(413);
    expect(requests).toEqual([]);
    request.destroy();
  });

  test('a file of many megabytes passes', async () => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    const content = 'ä'.repeat(4 * 1024 * 1024);
    const answer = await fetch(`${baseUrl}/v1/hooks/ses_1/PreToolUse`, {
      method: 'POST',
      body: JSON.stringify({ content }),
    });
    expect(answer.status).toBe(200);
    expect((requests[0]?.body as { content: string }).content === content).toBe(true);
  });

  test('holds the answer back for as long as the receiver takes', async () => {
    let decide: (() => void) | undefined;
    const { baseUrl } = await listen(
      () =>
        new Promise((resolve) => {
          decide = () => resolve({ status: 200, body: { decided: true } });
        }),
    );
    const url = `${baseUrl}/v1/hooks/ses_1/PermissionRequest`;
    const answer = fetch(url, { method: 'POST', body: '{}' });
    await expect.poll(() => decide, { timeout: 10_000 }).toBeDefined();
    const first = await Promise.race([answer, new Promise((r) => setTimeout(r, 50, 'held'))]);
    expect(first).toBe('held');
    decide?.();
    expect(await (await answer).json()).toEqual({ decided: true });
  });

  test('hanging up aborts the signal', async () => {
    const calls = new EventEmitter();
    const called = once(calls, 'call') as Promise<[HookRequest]>;
    const { baseUrl } = await listen((request) => {
      calls.emit('call', request);
      return new Promise(() => undefined);
    });
    const stop = new AbortController();
    const url = `${baseUrl}/v1/hooks/ses_1/PermissionRequest`;
    const answer = fetch(url, { method: 'POST', body: '{}', signal: stop.signal });
    const [{ signal }] = await called;
    expect(signal.aborted).toBe(false);
    stop.abort();
    await expect(answer).rejects.toThrow();
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.aborted).toBe(true);
  });

  test('a receiver that fails is a cut connection: no opinion to Claude Code', async () => {
    const { baseUrl } = await listen(() => Promise.reject(new Error('inside')));
    const url = `${baseUrl}/v1/hooks/ses_1/Stop`;
    await expect(fetch(url, { method: 'POST', body: '{}' })).rejects.toThrow();
  });

  test('a taken port is told, and its holder is left alone', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    await expect(listenForHooks(port, recorder().receive)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(holder.listening).toBe(true);
    holder.close();
  });

  test('a body that nests too deep is refused', async () => {
    const { requests, receive } = recorder();
    const { baseUrl } = await listen(receive);
    const url = `${baseUrl}/v1/hooks/ses_1/Stop`;
    const levels = MAX_JSON_DEPTH + 1;
    const objects = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    for (const body of ['['.repeat(100_000), objects]) {
      expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
    }
    expect(requests).toEqual([]);
  });

  test('a call that does not come in whole is cut; one that is held is not', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const listener = await listenForHooks(
      0,
      async () => {
        await held;
        return { status: 200, body: {} };
      },
      { headersMs: 200, requestMs: 400 },
    );
    open.push(listener);
    const url = `${listener.baseUrl}/v1/hooks/ses_1/PermissionRequest`;
    const answer = fetch(url, { method: 'POST', body: '{}' });
    const slow = connect(listener.port, '127.0.0.1');
    slow.on('error', () => undefined).resume();
    slow.write('POST /v1/hooks/ses_1/Stop HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{');
    await once(slow, 'close');
    letGo();
    expect((await answer).status).toBe(200);
  });

  test('closing cuts held requests', async () => {
    const calls = new EventEmitter();
    const called = once(calls, 'call');
    const listener = await listenForHooks(0, () => {
      calls.emit('call');
      return new Promise(() => undefined);
    });
    const url = `${listener.baseUrl}/v1/hooks/ses_1/PermissionRequest`;
    const answer = fetch(url, { method: 'POST', body: '{}' });
    const failed = expect(answer).rejects.toThrow();
    await called;
    await listener.close();
    await failed;
  });
});
