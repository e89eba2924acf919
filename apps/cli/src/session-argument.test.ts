import { sampleSession } from '@aegis/client/testing';
import { describe, expect, test } from 'vitest';
import { chooseSession } from './session-argument.ts';

const session = (key: string, name: string, status: 'idle' | 'exited' = 'idle') =>
  sampleSession({ id: `ses_${key.padEnd(20, '0')}`, name, status });

const SESSIONS = [
  session('abcd1', 'build'),
  session('abcd2', 'docs'),
  session('efgh1', 'build', 'exited'),
  session('ijkl1', 'old', 'exited'),
  session('mnop1', 'twin'),
  session('mnop2', 'twin'),
];

describe('chooseSession', () => {
  test.each([
    ['a name, the live one before one that ended', 'build', 'ses_abcd1'],
    ['the name of one that ended', 'old', 'ses_ijkl1'],
    ['the beginning of an id', 'ses_abcd2', 'ses_abcd2'],
    ['the beginning of an id without ses_', 'efgh', 'ses_efgh1'],
  ])('takes %s', (_name, argument, prefix) => {
    expect(chooseSession(SESSIONS, argument).id.startsWith(prefix)).toBe(true);
  });

  test.each([
    ['a name that two have', 'twin'],
    ['a beginning that two have', 'abcd'],
  ])('refuses %s, and names them', (_name, argument) => {
    expect(() => chooseSession(SESSIONS, argument)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        details: { session: argument, candidates: [expect.any(String), expect.any(String)] },
      }),
    );
  });

  test.each(['nope', 'ses_', 'abc', 'bui', ''])('finds none for %j', (argument) => {
    expect(() => chooseSession(SESSIONS, argument)).toThrow(
      expect.objectContaining({ code: 'session_not_found' }),
    );
  });
});
