import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { startListening, type ListeningServer } from '../testing/listening-server.ts';
import { codeOf, RawConnection } from '../testing/raw-connection.ts';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';

const SHORT = { headersTimeoutMs: 300, requestTimeoutMs: 900, keepAliveTimeoutMs: 300 };

async function open(server: ListeningServer): Promise<RawConnection> {
  const connection = await RawConnection.open(server.port);
  onTestFinished(() => connection.close());
  return connection;
}
/** Says a little, again and again, until it is not heard any more. */
async function drip(connection: RawConnection, text: string): Promise<void> {
  while (!connection.socket.closed) {
    connection.write(text);
    await delay(50);
  }
}

describe('a request that takes its time', () => {
  test('headers, one after the other for ever', async () => {
    const server = await startListening({ limits: SHORT });
    const connection = await open(server);
    connection.write('GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    void drip(connection, 'X-A: b\r\n');
    expect(await connection.closedWithin(5_000)).toBe(true);
    expect(connection.received).toMatch(/^HTTP\/1\.1 408 /);
    expect(connection.received).toContain('request_timeout');
  });

  test('a body, byte for byte', async () => {
    const server = await startListening({ limits: SHORT });
    const connection = await open(server);
    connection.write(
      'POST /v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n',
    );
    const from = performance.now();
    void drip(connection, ' ');
    expect(await connection.closedWithin(8_000)).toBe(true);
    expect(performance.now() - from).toBeGreaterThan(500);
    expect(connection.received).not.toMatch(/^HTTP\/1\.1 2/);
  });

  test('a connection that never says a word, and one that has said all', async () => {
    const server = await startListening({ limits: SHORT });
    const silent = await open(server);
    const kept = await open(server);
    kept.write('GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect((await kept.answer()).status).toBe(200);
    expect(await silent.closedWithin(5_000)).toBe(true);
    expect(await kept.closedWithin(5_000)).toBe(true);
  });
});

describe('what is slow for a reason', () => {
  test('a quiet stream, a long poll and a held hook outlive every timeout', async () => {
    const server = await startListening({ limits: SHORT });
    storeSession(server.stateDir, { status: 'working', hookSecret: 'secret' });
    const stream = await open(server);
    stream.write('GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const poll = await open(server);
    poll.write(
      `GET /v1/sessions/${STORED_SESSION}/wait?status=idle&timeoutMs=4000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    );
    const hook = await open(server);
    const body = JSON.stringify({ tool_name: 'Bash', tool_input: { command: 'ls' } });
    const head = [
      `POST /v1/hooks/${STORED_SESSION}/PermissionRequest HTTP/1.1`,
      'Host: 127.0.0.1',
      'x-aegis-hook-secret: secret',
      `Content-Length: ${body.length}`,
    ];
    hook.write([...head, '', body].join('\r\n'));
    await delay(3_500);
    expect([stream, poll, hook].map(({ socket }) => socket.closed)).toEqual([false, false, false]);
    expect(hook.received).toBe('');
    expect((await poll.answer()).body).toContain('"timedOut":true');
    // It still carries events: the hook's own is one.
    expect(stream.received).toContain('event: pending-opened');
  });
});

describe('many connections that do nothing', () => {
  test('are closed beyond the limit, and others are served once the idle ones have timed out', async () => {
    const server = await startListening({ limits: { ...SHORT, maxConnections: 50 } });
    const idle = await Promise.all(Array.from({ length: 120 }, () => open(server)));
    await delay(200);
    const refused = idle.filter(({ socket }) => socket.closed || socket.readableEnded);
    expect(refused.length).toBeGreaterThanOrEqual(70);
    await expect
      .poll(
        async () => {
          try {
            return (await server.call('/v1/health')).status;
          } catch {
            return 'refused';
          }
        },
        { timeout: 5_000, interval: 100 },
      )
      .toBe(200);
  });

  test('500 of them stop nobody', async () => {
    const server = await startListening();
    await Promise.all(Array.from({ length: 500 }, () => open(server)));
    const from = performance.now();
    expect((await server.call('/v1/health')).status).toBe(200);
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(DEFAULT_LIMITS.maxConnections).toBe(1_000);
  });

  test('a hundred requests in one go are answered in order', async () => {
    const server = await startListening();
    const connection = await open(server);
    connection.write('GET /v1/nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(100));
    for (let count = 0; count < 100; count += 1) {
      expect(codeOf(await connection.answer())).toBe('not_found');
    }
  });
});
