import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  ADMIN_TOKEN,
  startListening,
  type ListeningServer,
} from '../../testing/listening-server.ts';
import { STORED_SESSION } from '../../testing/stored-session.ts';

/** A WebSocket with all that came on it. */
class Follower {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[] = [];
  readonly closed: Promise<[number, string]>;
  pings = 0;

  constructor(
    server: ListeningServer,
    path: string,
    options: { protocols?: string[]; headers?: Record<string, string> } = {},
  ) {
    const url = `${server.url.replace('http', 'ws')}${path}`;
    this.socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
    this.socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    });
    this.socket.on('ping', () => (this.pings += 1));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve([code, String(reason)]));
    });
    onTestFinished(() => this.socket.terminate());
  }

  async take(count: number): Promise<Record<string, unknown>[]> {
    await expect
      .poll(() => this.messages.length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(count);
    return this.messages.splice(0, count);
  }

  /** The status and code with which the upgrade was refused. */
  async refused(): Promise<[number | undefined, unknown]> {
    const [, answer] = (await once(this.socket, 'unexpected-response')) as [
      unknown,
      NodeJS.ReadableStream & { statusCode?: number },
    ];
    let text = '';
    for await (const part of answer) text += String(part);
    return [answer.statusCode, (JSON.parse(text) as { code: string }).code];
  }
}

describe('events over a WebSocket', () => {
  test('opens with where it begins, replays, then goes on live', async () => {
    const server = await startListening();
    await server.happen(3);
    const follower = new Follower(server, '/v1/events?after=1');
    const [ready, ...replayed] = await follower.take(3);
    expect(ready).toEqual({
      type: 'ready',
      after: 1,
      firstEventId: 1,
      // What woke the stream may have been told meanwhile.
      lastEventId: expect.any(Number) as number,
      gap: false,
    });
    expect(replayed).toMatchObject([{ id: 2, type: 'delivery-changed' }, { id: 3 }]);
    await server.happen(2);
    const last = server.aegis.eventsStart().lastEventId;
    const live = await follower.take(last - 3);
    expect(live.map(({ id }) => id)).toEqual(live.map((_, index) => 4 + index));
    expect(live.filter(({ type }) => type === 'delivery-changed')).toHaveLength(2);
  });

  test('the same events as server-sent events have, of one session alone', async () => {
    const server = await startListening();
    await server.happen(2);
    const path = `/v1/sessions/${STORED_SESSION}/events?after=0`;
    const follower = new Follower(server, path);
    const [, first] = await follower.take(2);
    const answer = await server.call(path);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('id: 1\n')) text += (await reader?.read())?.value ?? '';
    const data = /id: 1\ndata: (.*)/.exec(text)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual(first);
    await reader?.cancel();
  });

  test('what a client sends is not heard; what is too large ends it', async () => {
    const server = await startListening();
    const follower = new Follower(server, '/v1/events');
    await follower.take(1);
    follower.socket.send('{"approve":true}');
    await server.happen(1);
    expect((await follower.take(1))[0]).toMatchObject({ type: 'delivery-changed' });
    follower.socket.send('x'.repeat(2_000));
    expect((await follower.closed)[0]).toBe(1009);
  });

  test('pings while it is quiet, and cuts who answers none', async () => {
    const server = await startListening({ limits: { heartbeatMs: 30 } });
    const follower = new Follower(server, '/v1/events');
    await expect.poll(() => follower.pings).toBeGreaterThan(5);
    expect(follower.socket.readyState).toBe(WebSocket.OPEN);
    // It hears, and says nothing.
    const silent = connect(server.port, '127.0.0.1');
    silent.on('error', () => undefined).resume();
    silent.write(
      `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    );
    await once(silent, 'close');
  });

  test('goes when the server stops, and says so', async () => {
    const server = await startListening();
    const follower = new Follower(server, '/v1/events');
    await follower.take(1);
    await server.close();
    expect(await follower.closed).toEqual([1001, 'shutting_down']);
    expect(follower.messages).toMatchObject([{ type: 'cut', reason: 'shutting_down' }]);
  });

  test('an unknown session, a wrong id, another path, are refused as any request is', async () => {
    const server = await startListening();
    const unknown = '/v1/sessions/ses_00000000000000000000/events';
    expect(await new Follower(server, unknown).refused()).toEqual([404, 'session_not_found']);
    expect(await new Follower(server, '/v1/events?after=x').refused()).toEqual([
      400,
      'invalid_request',
    ]);
    expect(await new Follower(server, '/v1/sessions').refused()).toEqual([400, 'invalid_request']);
    expect(await new Follower(server, '/nowhere').refused()).toEqual([404, 'not_found']);
  });
});

describe('the token of a WebSocket', () => {
  const flags = { authToken: ADMIN_TOKEN };
  const tokenOf = async (server: ListeningServer, scopes: string[]) => {
    const body = JSON.stringify({ name: 'page', scopes });
    const answer = await server.call('/v1/tokens', { method: 'POST', body });
    return (await answer.json()) as { token: string; id: string };
  };

  test('comes in a header or in a subprotocol, and is never sent back', async () => {
    const server = await startListening({ flags });
    const { token } = await tokenOf(server, ['read']);
    const header = new Follower(server, '/v1/events', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await header.take(1)).toMatchObject([{ type: 'ready' }]);
    const page = new Follower(server, '/v1/events', {
      protocols: ['aegis.events', `bearer.${token}`],
    });
    expect(await page.take(1)).toMatchObject([{ type: 'ready' }]);
    expect(page.socket.protocol).toBe('aegis.events');
  });

  test('is needed, must be right, and must have the scope', async () => {
    const server = await startListening({ flags });
    const { token } = await tokenOf(server, ['drive', 'approve']);
    const protocols = (bearer: string) => ({ protocols: ['aegis.events', `bearer.${bearer}`] });
    expect(await new Follower(server, '/v1/events').refused()).toEqual([401, 'unauthorized']);
    expect(await new Follower(server, '/v1/events', protocols('wrong')).refused()).toEqual([
      401,
      'unauthorized',
    ]);
    expect(await new Follower(server, '/v1/events', protocols(token)).refused()).toEqual([
      403,
      'scope_missing',
    ]);
    // In the address it is none: addresses are logged.
    expect(
      await new Follower(
        server,
        `/v1/events?token=${ADMIN_TOKEN}&access_token=${ADMIN_TOKEN}`,
      ).refused(),
    ).toEqual([401, 'unauthorized']);
  });

  test('ends its streams when it is revoked', async () => {
    const server = await startListening({ flags, limits: { heartbeatMs: 50 } });
    const { token, id } = await tokenOf(server, ['read']);
    const follower = new Follower(server, '/v1/events', {
      headers: { authorization: `Bearer ${token}` },
    });
    await follower.take(1);
    await server.call(`/v1/tokens/${id}`, { method: 'DELETE' });
    expect(await follower.closed).toEqual([1008, 'token_ended']);
  });
});
