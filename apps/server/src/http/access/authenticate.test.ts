import { AegisError } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { authenticate, type TokenRules } from './authenticate.ts';
import { FailedGuesses, MAX_GUESSES } from './failed-guesses.ts';
import { readCredential } from './read-credential.ts';
import { TokenBook } from './token-book.ts';

const ADMIN = 'a-token-of-enough-characters';
let book: TokenBook;
let rules: TokenRules;
beforeEach(() => {
  book = new TokenBook(createMemoryStore(), () => 0);
  rules = { authToken: ADMIN, tokens: () => book, guesses: new FailedGuesses() };
});
const ask = (credential: string | null, change: Partial<TokenRules> = {}) =>
  authenticate({ credential, address: '10.0.0.1', now: 0 }, { ...rules, ...change });
function refusal(run: () => unknown): AegisError {
  try {
    run();
  } catch (error) {
    if (AegisError.is(error)) return error;
  }
  throw new Error('It was let in.');
}

describe('authenticate', () => {
  test('where no token is set, everybody may do everything', () => {
    for (const credential of [null, '', 'whatever']) {
      expect(ask(credential, { authToken: null })).toMatchObject({ scopes: ['admin'] });
    }
  });

  test('the token of the settings is admin, others have their scopes, none is nobody', () => {
    expect(ask(ADMIN)).toMatchObject({ scopes: ['admin'], tokenId: 'admin' });
    const { token, id } = book.create({ name: 'x', scopes: ['read'] });
    const caller = ask(token);
    expect(caller).toMatchObject({ scopes: ['read'], tokenId: id });
    book.revoke(id);
    expect(caller?.isLive()).toBe(false);
    expect(refusal(() => ask(token)).code).toBe('unauthorized');
    expect(ask(null)).toBeNull();
  });

  test.each(['', 'wrong', `${ADMIN}x`, ADMIN.slice(1), ADMIN.toUpperCase(), `${ADMIN}\u0000`])(
    '%j is a wrong one, and the refusal has no token in it',
    (credential) => {
      const { code, message } = refusal(() => ask(credential));
      expect(code).toBe('unauthorized');
      expect(message).not.toContain(ADMIN);
      expect(message).toContain('AEGIS_AUTH_TOKEN');
    },
  );

  test('too many wrong ones are told to wait; a right one never is', () => {
    const { token } = book.create({ name: 'x', scopes: ['read'] });
    for (let count = 0; count < MAX_GUESSES; count += 1) refusal(() => ask('wrong'));
    const { code, details } = refusal(() => ask('wrong'));
    expect([code, details]).toEqual(['too_many_attempts', { retryAfterSeconds: 60 }]);
    for (const right of [ADMIN, token]) expect(ask(right)).not.toBeNull();
    expect(refusal(() => ask('wrong')).code).toBe('too_many_attempts');
    // No token at all is no guess.
    expect(ask(null)).toBeNull();
  });
});

describe('readCredential', () => {
  const header = (authorization: string | undefined, subprotocols?: string) =>
    readCredential({ authorization, subprotocols });

  test.each([`Bearer ${ADMIN}`, `bearer ${ADMIN}`, `Bearer   ${ADMIN}`])('%s', (authorization) => {
    expect(header(authorization)).toBe(ADMIN);
  });

  test.each([ADMIN, 'Bearer', 'Bearer ', `Basic ${ADMIN}`, `Bearer ${ADMIN} ${ADMIN}`])(
    '%j is a credential, and a wrong one',
    (authorization) => expect(header(authorization)).toBe(''),
  );

  test('from a subprotocol, where there is no header', () => {
    expect(header(undefined, `aegis.events, bearer.${ADMIN}`)).toBe(ADMIN);
    expect(header('', `bearer.${ADMIN},aegis.events`)).toBe(ADMIN);
    expect(header('Bearer other', `bearer.${ADMIN}`)).toBe('other');
    expect(header(undefined, 'aegis.events')).toBeNull();
    expect(header(undefined, undefined)).toBeNull();
  });
});
