import { ROUTES } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { toHttpRequest } from './http-request.ts';

const SESSION = 'ses_00000000000000000001';

describe('toHttpRequest', () => {
  test('spells numbers and lists of a query, and leaves out what is undefined', () => {
    const input = { status: ['idle', 'working'], workDir: '/a b&c', limit: 5, tag: undefined };
    expect(toHttpRequest(ROUTES.listSessions, { id: null, input })).toEqual({
      method: 'GET',
      path: '/v1/sessions?status=idle%2Cworking&workDir=%2Fa+b%26c&limit=5',
      body: null,
    });
  });

  test('sends an empty object where a body may be left out', () => {
    expect(toHttpRequest(ROUTES.approve, { id: SESSION, input: undefined })).toEqual({
      method: 'POST',
      path: `/v1/sessions/${SESSION}/approve`,
      body: '{}',
    });
  });

  test('sends no body on a route that takes none', () => {
    expect(toHttpRequest(ROUTES.escape, { id: SESSION, input: undefined }).body).toBeNull();
  });

  test('keeps a session id within its path segment', () => {
    const request = toHttpRequest(ROUTES.getSession, { id: 'a/../b?c$&', input: undefined });
    expect(request.path).toBe('/v1/sessions/a%2F..%2Fb%3Fc%24%26');
  });

  test.each(['', '.', '..'])('refuses %j, which would name another route', (id) => {
    expect(() => toHttpRequest(ROUTES.killSession, { id, input: undefined })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});
