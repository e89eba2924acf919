import { gzipSync } from 'node:zlib';
import { MAX_JSON_DEPTH } from '@aegis/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../http/error-answer.ts';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';
import { codeOf, RawConnection, rawRequest } from '../testing/raw-connection.ts';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';

const HOOK = `/v1/hooks/${STORED_SESSION}/PermissionRequest`;
let server: ListeningServer;
beforeAll(async () => {
  server = await openListening();
  storeSession(server.stateDir, { hookSecret: 'secret' });
  return () => server.dispose();
});

async function post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body, headers: { 'x-aegis-hook-secret': 'secret', ...headers } };
  const answer = await server.call(path, { ...init, signal: AbortSignal.timeout(5_000) });
  const parsed = (await answer.json()) as { code?: string };
  return [answer.status, parsed.code];
}
const head = (path: string, ...lines: string[]) =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'x-aegis-hook-secret: secret',
    ...lines,
    '',
    '',
  ].join('\r\n');

describe('a body that is too large', () => {
  test('is refused by what it says it is, before it is read', async () => {
    for (const [path, bytes] of [
      ['/v1/sessions', MAX_BODY_BYTES + 1],
      ['/v1/sessions', 1e15],
      [HOOK, 33 * 1024 * 1024],
    ] as const) {
      const answer = await rawRequest(server.port, head(path, `Content-Length: ${bytes}`));
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 413, 'body_too_large']);
    }
  });

  test('and by what it is, where it does not say', async () => {
    const connection = await RawConnection.open(server.port);
    connection.write(head('/v1/sessions', 'Transfer-Encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 40; sent += 1) connection.write(chunk);
    const answer = await connection.answer();
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
    connection.close();
  });

  test.each(['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip', 'x'])(
    'nor can it be packed as %s',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
      for (const path of ['/v1/sessions', HOOK]) {
        expect(await post(path, bomb, { 'content-encoding': encoding })).toEqual([
          415,
          'encoding_not_supported',
        ]);
      }
    },
  );

  test.each(['-1', '1.5', '0x10', '1e3', '+5', '5, 5', '5 5', ''])(
    'nor can its length be %j',
    async (length) => {
      const answer = await rawRequest(
        server.port,
        `${head('/v1/sessions', `Content-Length: ${length}`)}{}   `,
      );
      expect([answer.status, codeOf(answer)]).toEqual([400, expect.stringMatching(/^invalid_/)]);
    },
  );
});

describe('a body that is strange JSON', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  test.each([MAX_JSON_DEPTH + 1, 10_000, 200_000])('%i levels deep', async (levels) => {
    for (const text of [nested(levels), '['.repeat(levels), `{"tool_input":${nested(levels)}}`]) {
      for (const path of ['/v1/sessions', HOOK]) {
        expect(await post(path, text)).toEqual([400, 'invalid_json']);
      }
    }
  });

  test('keys that objects have by themselves change no object', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const text = `{"workDir":"/nowhere","${key}":{"permissionMode":"bypassPermissions","polluted":1}}`;
      const [status] = await post('/v1/sessions', text);
      expect([key, status]).toEqual([key, 400]);
      const env = `{"workDir":"/nowhere","env":{"${key}":"x"}}`;
      expect([400, 422]).toContain((await post('/v1/sessions', env))[0]);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('of a key that stands twice the last one counts, for the check as for the deed', async () => {
    expect(await post('/v1/sessions', '{"workDir":"/etc","workDir":"relative"}')).toEqual([
      422,
      'workdir_not_absolute',
    ]);
    expect(
      await post(
        '/v1/sessions',
        '{"workDir":"/x","permissionMode":"plan","permissionMode":"yolo"}',
      ),
    ).toEqual([400, 'invalid_request']);
  });

  test.each([
    '1e999',
    '-1e999',
    '9'.repeat(100_000),
    '0.1e-99999',
    '1e308',
    '-0',
    '9007199254740993',
  ])('the number %s', async (number) => {
    const text = `{"option":${number}}`;
    const [status] = await post(`/v1/sessions/${STORED_SESSION}/approve`, text);
    expect([400, 409]).toContain(status);
  });

  test.each([
    'null',
    'true',
    '1',
    '"x"',
    '[]',
    '[{"workDir":"/tmp"}]',
    '{"workDir":null}',
    '{"workDir":["/tmp"]}',
    '{"workDir":{"a":1}}',
    '{"workDir":1}',
    '{"workDir":"/tmp","prompt":{"toString":"x"}}',
    '\ufeff{"workDir":"/tmp"}x',
    '{"workDir":"/tmp"}{"workDir":"/tmp"}',
    "{'workDir':'/tmp'}",
    '{"workDir":"/tmp",}',
    '{"workDir":"\\ud800"',
    'NaN',
  ])('%j in the place of a request', async (text) => {
    expect((await post('/v1/sessions', text))[0]).toBe(400);
  });

  test('a hundred thousand keys, and a long key, are answered at once', async () => {
    const many = JSON.stringify(
      Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 1])),
    );
    const from = performance.now();
    expect((await post('/v1/sessions', many))[0]).toBe(400);
    expect((await post('/v1/sessions', `{"${'k'.repeat(1_000_000)}":1}`))[0]).toBe(400);
    expect(performance.now() - from).toBeLessThan(5_000);
    const answer = await server.call('/v1/sessions', { method: 'POST', body: many });
    expect((await answer.text()).length).toBeLessThan(100_000);
  });

  test('none of them was a failure of the server', () => {
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
