import { ROUTES } from '@aegis/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';
import { codeOf, rawRequest, type RawAnswer } from '../testing/raw-connection.ts';

let server: ListeningServer;
beforeAll(async () => {
  server = await openListening();
  return () => server.dispose();
});

interface PageRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}
/** What a browser sends for a page: Host is right, since the page names our address. */
function send({ method = 'POST', path = '/v1/sessions', headers = {}, body = '' }: PageRequest) {
  const lines = Object.entries({
    Host: `127.0.0.1:${server.port}`,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return rawRequest(server.port, [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}
const grantsOf = ({ head }: RawAnswer) =>
  head.split('\r\n').filter((line) => /^access-control-|^timing-allow-origin/i.test(line));

const ORIGINS = [
  'https://evil.example',
  'http://evil.example:9100',
  'null',
  'http://localhost',
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://127.0.0.1:1',
  'http://127.0.0.1.evil.example',
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'vscode-webview://abc',
  'http://user@127.0.0.1',
  'http://127.0.0.1:{port}.evil.example',
  'https://evil.example http://127.0.0.1:{port}',
  '*',
];

describe('a page of another site', () => {
  test.each(ORIGINS)('that posts, Origin: %s', async (origin) => {
    const answer = await send({
      headers: {
        Origin: origin.replaceAll('{port}', String(server.port)),
        'Content-Type': 'application/json',
      },
      body: '{"workDir":"/tmp"}',
    });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden_origin']);
    expect(grantsOf(answer)).toEqual([]);
  });

  test.each([
    ['text/plain', '{"workDir":"/tmp","a":"="}'],
    ['application/x-www-form-urlencoded', '{"workDir":"/tmp","a":"=x"}'],
    ['multipart/form-data; boundary=x', '--x\r\n\r\n{"workDir":"/tmp"}\r\n--x--'],
    ['', '{"workDir":"/tmp"}'],
  ])('that sends a simple request or a form as %j', async (type, body) => {
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await send({ headers: { Origin: origin, 'Content-Type': type }, body });
      expect(codeOf(answer)).toBe('forbidden_origin');
    }
  });

  test.each(['cross-site', 'same-site'])(
    'that asks without an Origin, as images, links and scripts do (Sec-Fetch-Site: %s)',
    async (site) => {
      for (const [id, { method, path }] of Object.entries(ROUTES)) {
        for (const mode of ['no-cors', 'navigate', 'cors', 'websocket']) {
          const headers = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode };
          const answer = await send({ method, path: path.replace(':id', 'x'), headers });
          expect([id, mode, codeOf(answer)]).toEqual([id, mode, 'forbidden_origin']);
        }
      }
    },
  );

  test('gets no permission from a preflight', async () => {
    for (const { path } of Object.values(ROUTES)) {
      const answer = await send({
        method: 'OPTIONS',
        path: path.replace(':id', 'x'),
        headers: {
          Origin: 'https://evil.example',
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type',
          'Access-Control-Request-Private-Network': 'true',
        },
      });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, 'forbidden_origin']);
      expect(grantsOf(answer)).toEqual([]);
    }
  });

  test('no answer of any route lets a page read it, frame it or take it for a script', async () => {
    for (const [id, { method, path, kind }] of Object.entries(ROUTES)) {
      if (kind === 'events') continue;
      const answer = await send({ method, path: path.replace(':id', 'ses_11111111111111111111') });
      expect([id, grantsOf(answer)]).toEqual([id, []]);
      const head = answer.head.toLowerCase();
      expect(head).toContain('x-content-type-options: nosniff');
      expect(head).toContain('cross-origin-resource-policy: same-origin');
      expect(head).toContain("frame-ancestors 'none'");
      expect(head).toContain('cache-control: no-store');
      expect(head).toContain('content-type: application/json');
    }
  });
});

describe('a page that opens a WebSocket', () => {
  const upgrade = (headers: Record<string, string>, path = '/v1/events', method = 'GET') =>
    send({
      method,
      path,
      headers: {
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      },
    });

  test.each(ORIGINS)('Origin: %s', async (origin) => {
    const Origin = origin.replaceAll('{port}', String(server.port));
    for (const path of ['/v1/events', '/v1/sessions/ses_11111111111111111111/events']) {
      const answer = await upgrade({ Origin }, path);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden_origin']);
      expect(answer.head).not.toMatch(/sec-websocket-accept/i);
    }
  });

  test('Sec-Fetch-Site: cross-site, and an old Sec-WebSocket-Origin', async () => {
    expect(codeOf(await upgrade({ 'Sec-Fetch-Site': 'cross-site' }))).toBe('forbidden_origin');
    const both = { Origin: 'https://evil.example', 'Sec-WebSocket-Origin': 'http://127.0.0.1' };
    expect(codeOf(await upgrade(both))).toBe('forbidden_origin');
  });

  test('an upgrade to something else, or of something else than a GET, is answered and closed', async () => {
    for (const [headers, method] of [
      [{ Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }, 'GET'],
      [{ Upgrade: 'TLS/1.0' }, 'OPTIONS'],
      [{ Upgrade: 'x' }, 'GET'],
      [{}, 'POST'],
      [{}, 'DELETE'],
    ] as const) {
      const answer = await upgrade(headers, '/v1/sessions', method);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_http']);
    }
  });
});
