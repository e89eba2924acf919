import { beforeAll, describe, expect, test } from 'vitest';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';
import { RawConnection, rawRequest } from '../testing/raw-connection.ts';

let server: ListeningServer;
beforeAll(async () => {
  server = await openListening();
  return () => server.dispose();
});

/** A second request, hidden in the first one's body: what comes back says whether the server saw it. */
const HIDDEN = 'GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nX: y';

describe('a request in a request', () => {
  test.each([
    [
      'both lengths',
      ['Content-Length: 4', 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${HIDDEN}\r\n\r\n`,
    ],
    [
      'both, the other way round',
      ['Transfer-Encoding: chunked', 'Content-Length: 4'],
      `0\r\n\r\n${HIDDEN}\r\n\r\n`,
    ],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 90'], `${HIDDEN}\r\n\r\n`],
    ['a list of lengths', ['Content-Length: 0, 90'], `${HIDDEN}\r\n\r\n`],
    ['a coding that is none', ['Transfer-Encoding: xchunked'], `${HIDDEN}\r\n\r\n`],
    [
      'a coding behind another',
      ['Transfer-Encoding: chunked, identity'],
      `0\r\n\r\n${HIDDEN}\r\n\r\n`,
    ],
    [
      'a coding with a blank before the colon',
      ['Transfer-Encoding : chunked', 'Content-Length: 4'],
      `0\r\n\r\n${HIDDEN}\r\n\r\n`,
    ],
    [
      'a folded header',
      ['X: a\r\n Transfer-Encoding: chunked', 'Content-Length: 0'],
      `${HIDDEN}\r\n\r\n`,
    ],
    [
      'a bare line feed',
      ['X: a\nTransfer-Encoding: chunked', 'Content-Length: 0'],
      `${HIDDEN}\r\n\r\n`,
    ],
    [
      'a bare carriage return',
      ['X: a\rTransfer-Encoding: chunked', 'Content-Length: 0'],
      `${HIDDEN}\r\n\r\n`,
    ],
    ['a NUL in a header', ['X: a\0b', 'Content-Length: 0'], `${HIDDEN}\r\n\r\n`],
    ['a chunk with a strange size', ['Transfer-Encoding: chunked'], `0x0\r\n\r\n${HIDDEN}\r\n\r\n`],
    ['a negative chunk', ['Transfer-Encoding: chunked'], `-1\r\n\r\n${HIDDEN}\r\n\r\n`],
    ['a huge chunk', ['Transfer-Encoding: chunked'], `ffffffffffffffffff\r\n${HIDDEN}\r\n\r\n`],
  ])('%s', async (_, headers, body) => {
    const connection = await RawConnection.open(server.port);
    const head = ['POST /v1/nowhere HTTP/1.1', 'Host: 127.0.0.1', ...headers, '', ''];
    connection.write(head.join('\r\n') + body);
    expect(await connection.closedWithin(10_000)).toBe(true);
    expect(connection.received).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(connection.received.match(/HTTP\/1\.1 2/g)).toBeNull();
    expect(connection.received).not.toContain('openapi":');
  });

  test('a length that is honest keeps the connection, and what it bounds is no request', async () => {
    const connection = await RawConnection.open(server.port);
    const body = `${HIDDEN}\r\n\r\n`;
    const head = ['POST /v1/nowhere HTTP/1.1', 'Host: 127.0.0.1', `Content-Length: ${body.length}`];
    connection.write([...head, '', body].join('\r\n'));
    expect((await connection.answer()).status).toBe(404);
    connection.write('GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const second = await connection.answer();
    expect([second.status, second.body]).toEqual([200, expect.stringContaining('"status"')]);
    connection.close();
  });

  test.each([
    'GET / HTTP/9.9',
    'GET /',
    'GET / HTTP/1.1 extra',
    'G\u0000T / HTTP/1.1',
    ' GET / HTTP/1.1',
    'PRI * HTTP/2.0',
    'CONNECT 127.0.0.1:22 HTTP/1.1',
    'TRACE / HTTP/1.1',
    'FOO / HTTP/1.1',
    '\u0016\u0003\u0001\u0002\u0000',
  ])('the first line %j', async (line) => {
    const connection = await RawConnection.open(server.port);
    connection.write(`${line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    expect(await connection.closedWithin(15_000)).toBe(true);
    expect(connection.received).not.toMatch(/^HTTP\/1\.1 [23]/);
  });
});

describe('a header in an answer', () => {
  test.each([
    '%0d%0aX-Injected:%201',
    '%0aX-Injected:1',
    '\u0085X-Injected: 1',
    '%E5%98%8A%E5%98%8DX-Injected:1',
  ])('cannot be put there by %j', async (text) => {
    for (const target of [`/v1/${text}`, `/v1/sessions/${text}`, `/v1/sessions?cursor=${text}`]) {
      const request = `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: ${text}\r\nX-Request-Id: ${text}\r\nConnection: close\r\n\r\n`;
      const answer = await rawRequest(server.port, request);
      expect(answer.head).not.toMatch(/x-injected/i);
      expect(answer.head).toMatch(/x-request-id: [0-9a-f-]{36}|400 invalid_http/);
    }
  });
});
