import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { AegisError, errorBodySchema } from './aegis-error.ts';
import { ERROR_STATUS, isErrorCode, type ErrorCode } from './error-codes.ts';

describe('AegisError', () => {
  test('has a code, the status that goes with it, details and a cause', () => {
    const cause = new Error('why');
    const error = new AegisError('session_exited', 'It has ended.', { details: { id: 1 }, cause });
    expect(error).toMatchObject({ name: 'AegisError', status: 409, details: { id: 1 }, cause });
    expect(error).toBeInstanceOf(Error);
    expect('cause' in new AegisError('internal', 'x')).toBe(false);
  });

  test('is recognised across two copies of the package', async () => {
    vi.resetModules();
    const copy = await import('./aegis-error.ts');
    expect(copy.AegisError).not.toBe(AegisError);
    const foreign = new copy.AegisError('not_found', 'Not here.');
    expect(foreign).not.toBeInstanceOf(AegisError);
    expect(AegisError.is(foreign)).toBe(true);
    expect(copy.AegisError.is(new AegisError('not_found', 'Not here.'))).toBe(true);
  });

  test.each([null, undefined, 'AegisError', 0, {}, new Error('x'), { code: 'internal' }])(
    'is not %j',
    (value) => {
      expect(AegisError.is(value)).toBe(false);
    },
  );
});

describe('the table of errors', () => {
  test('has snake_case codes and HTTP error statuses', () => {
    for (const [code, status] of Object.entries(ERROR_STATUS)) {
      expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect([
        400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 431, 500, 502, 503,
      ]).toContain(status);
    }
  });

  test.each(['toString', 'constructor', '__proto__', '', 'Internal', 500, null])(
    '%j is no code',
    (value) => {
      expect(isErrorCode(value)).toBe(false);
    },
  );

  test('the body of an error answer takes its codes and no other', () => {
    const body = { error: 'Gone.', code: 'not_found', requestId: null, details: {} };
    expect(v.is(errorBodySchema, body)).toBe(true);
    expect(v.is(errorBodySchema, { ...body, code: 'teapot' })).toBe(false);
    expect(v.is(errorBodySchema, { ...body, requestId: undefined })).toBe(false);
    const code: ErrorCode = 'not_found';
    expect(isErrorCode(code)).toBe(true);
  });
});
