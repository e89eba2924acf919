import { beforeAll, describe, expect, test } from 'vitest';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';
import { codeOf, rawRequest } from '../testing/raw-connection.ts';

/** A page whose name was made to point at this machine reaches the port; what it cannot do is name it rightly. */
const HOSTS = [
  'evil.example',
  'evil.example:{port}',
  '127.0.0.1.evil.example',
  '127.0.0.1.evil.example:{port}',
  'localhost.evil.example',
  'evil.example.',
  'localhost.',
  '127.0.0.1.',
  'evil.example@127.0.0.1',
  '127.0.0.1@evil.example',
  'user:127.0.0.1@evil.example',
  'evil.example#127.0.0.1',
  'evil.example?127.0.0.1',
  'evil.example/127.0.0.1',
  'evil.example\\127.0.0.1',
  '127.0.0.1, evil.example',
  'evil.example, 127.0.0.1',
  '127.0.0.1 evil.example',
  '127.0.0.1:{port}:80',
  '127.0.0.1:',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:0:0:1]',
  '[::1',
  '::1]',
  '[::1]evil.example',
  '[::1%25lo]',
  '[fe80::1]',
  'ⓛocalhost',
  'localhost\u00a0',
  'xn--localhost',
  '%6cocalhost',
  '169.254.169.254',
];

let server: ListeningServer;
beforeAll(async () => {
  server = await openListening();
  return () => server.dispose();
});

const get = (lines: string[], target = '/v1/sessions') =>
  rawRequest(
    server.port,
    [`GET ${target} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n'),
  );
const withPort = (text: string) => text.replaceAll('{port}', String(server.port));

describe('DNS rebinding', () => {
  test.each(HOSTS)('Host: %s', async (host) => {
    const answer = await get([`Host: ${withPort(host)}`]);
    // The bytes of some are no valid HTTP at all.
    expect([400, 403]).toContain(answer.status);
    expect(['forbidden_host', 'invalid_http']).toContain(codeOf(answer));
    expect(answer.body).not.toContain('"sessions"');
  });

  test('no Host, an empty one, two of them', async () => {
    expect(codeOf(await get([]))).not.toBeNull();
    for (const lines of [
      [],
      ['Host:'],
      ['Host: 127.0.0.1', 'Host: evil.example'],
      ['Host: evil.example', 'Host: 127.0.0.1'],
      ['Host: 127.0.0.1', 'host: 127.0.0.1'],
      ['Host: 127.0.0.1\r\n evil.example'],
    ]) {
      const answer = await get(lines);
      expect([lines, [400, 403].includes(answer.status)]).toEqual([lines, true]);
    }
    const old = await rawRequest(server.port, 'GET /v1/sessions HTTP/1.0\r\n\r\n');
    expect([400, 403]).toContain(old.status);
  });

  test.each([
    'http://evil.example/v1/sessions',
    'http://evil.example:{port}/v1/sessions',
    'http://127.0.0.1@evil.example/v1/sessions',
    'https://evil.example/v1/sessions',
    'http:evil.example/v1/sessions',
    '//evil.example/v1/sessions',
    'http://[::ffff:127.0.0.1]/v1/sessions',
    'ftp://127.0.0.1/v1/sessions',
    '*',
    'v1/sessions',
    'javascript:alert(1)',
  ])('the address %s, sent whole, beside a right Host', async (target) => {
    const answer = await get([`Host: 127.0.0.1:${server.port}`], withPort(target));
    expect([400, 403, 404]).toContain(answer.status);
    expect(codeOf(answer)).not.toBeNull();
    expect(answer.body).not.toContain('"sessions"');
  });

  test('other headers that proxies name a host in change nothing', async () => {
    for (const name of [
      'X-Forwarded-Host',
      'X-Host',
      'Forwarded',
      'X-Original-URL',
      'X-Rewrite-URL',
    ]) {
      const answer = await get(['Host: evil.example', `${name}: 127.0.0.1`]);
      expect([name, codeOf(answer)]).toEqual([name, 'forbidden_host']);
    }
  });

  test('on every path and method, health, hooks and WebSockets too', async () => {
    for (const [method, path] of [
      ['GET', '/v1/health'],
      ['GET', '/'],
      ['OPTIONS', '/v1/sessions'],
      ['POST', '/v1/hooks/ses_11111111111111111111/Stop'],
      ['DELETE', '/v1/sessions/ses_11111111111111111111'],
      ['POST', '/v1/sessions'],
    ] as const) {
      const text = `${method} ${path} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
      expect([path, codeOf(await rawRequest(server.port, text))]).toEqual([path, 'forbidden_host']);
    }
    const upgrade = [
      'Host: evil.example',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const text = ['GET /v1/events HTTP/1.1', ...upgrade, 'Connection: Upgrade', '', ''].join(
      '\r\n',
    );
    expect(codeOf(await rawRequest(server.port, text))).toBe('forbidden_host');
  });
});
