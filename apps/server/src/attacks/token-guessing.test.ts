import { describe, expect, test } from 'vitest';
import { GUESS_WINDOW_MS, MAX_GUESSES } from '../http/access/failed-guesses.ts';
import { ADMIN_TOKEN, startListening } from '../testing/listening-server.ts';
import { codeOf, rawRequest } from '../testing/raw-connection.ts';

const flags = { authToken: ADMIN_TOKEN };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('guessing a token', () => {
  test('is slowed down, by HTTP and WebSocket together, and never in the way of a right token', async () => {
    const server = await startListening({ flags });
    const made = await server.call('/v1/tokens', {
      method: 'POST',
      body: JSON.stringify({ name: 'reader', scopes: ['read'] }),
    });
    const { token } = (await made.json()) as { token: string };
    const statuses: number[] = [];
    for (let count = 0; count < MAX_GUESSES + 10; count += 1) {
      const guess = `aegis_${'x'.repeat(40)}${count}`;
      const answer = await fetch(`${server.url}/v1/sessions`, bearer(guess));
      statuses.push(answer.status);
      if (answer.status === 429) {
        const seconds = Number(answer.headers.get('retry-after'));
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(GUESS_WINDOW_MS / 1_000);
        expect(((await answer.json()) as { code: string }).code).toBe('too_many_attempts');
      }
    }
    expect(statuses).toEqual([
      ...Array.from({ length: MAX_GUESSES }, () => 401),
      ...Array.from({ length: 10 }, () => 429),
    ]);
    const upgrade = [
      'GET /v1/events HTTP/1.1',
      'Host: 127.0.0.1',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol: aegis.events, bearer.guess',
    ];
    const refused = await rawRequest(server.port, [...upgrade, '', ''].join('\r\n'));
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too_many_attempts']);
    for (const right of [ADMIN_TOKEN, token]) {
      expect((await fetch(`${server.url}/v1/sessions`, bearer(right))).status).toBe(200);
    }
    expect((await fetch(`${server.url}/v1/health`)).status).toBe(200);
  });

  test('finds nothing that is near: parts, other cases, more of it, other schemes, other places', async () => {
    const server = await startListening({ flags });
    const near = [
      ADMIN_TOKEN.slice(0, -1),
      `${ADMIN_TOKEN}x`,
      ADMIN_TOKEN.toUpperCase(),
      Array.from(ADMIN_TOKEN).reverse().join(''),
      '%00',
      '*',
      'undefined',
      'null',
      'true',
      '[object Object]',
    ];
    for (const guess of near) {
      const answer = await fetch(`${server.url}/v1/sessions`, bearer(guess));
      expect([guess, [401, 429].includes(answer.status)]).toEqual([guess, true]);
    }
    const elsewhere: [string, Record<string, string>][] = [
      [`/v1/sessions?token=${ADMIN_TOKEN}`, {}],
      [`/v1/sessions?access_token=${ADMIN_TOKEN}&authorization=Bearer%20${ADMIN_TOKEN}`, {}],
      ['/v1/sessions', { cookie: `token=${ADMIN_TOKEN}; authorization=Bearer ${ADMIN_TOKEN}` }],
      ['/v1/sessions', { 'x-api-key': ADMIN_TOKEN }],
      ['/v1/sessions', { 'proxy-authorization': `Bearer ${ADMIN_TOKEN}` }],
      ['/v1/sessions', { authorization: `Basic ${btoa(`admin:${ADMIN_TOKEN}`)}` }],
      ['/v1/sessions', { authorization: ADMIN_TOKEN }],
    ];
    for (const [path, headers] of elsewhere) {
      const answer = await fetch(server.url + path, { headers });
      expect([path, headers, [401, 429].includes(answer.status)]).toEqual([path, headers, true]);
    }
  });

  test('a token that stands twice is none', async () => {
    const server = await startListening({ flags });
    const head = ['GET /v1/sessions HTTP/1.1', 'Host: 127.0.0.1', 'Connection: close'];
    for (const lines of [
      [`Authorization: Bearer ${ADMIN_TOKEN}`, 'Authorization: Bearer wrong'],
      ['Authorization: Bearer wrong', `Authorization: Bearer ${ADMIN_TOKEN}`],
    ]) {
      const answer = await rawRequest(server.port, [...head, ...lines, '', ''].join('\r\n'));
      expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthorized']);
    }
  });
});
