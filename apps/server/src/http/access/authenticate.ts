import { AegisError } from '@aegis/protocol';
import type { Caller } from './caller.ts';
import type { FailedGuesses } from './failed-guesses.ts';
import type { TokenBook } from './token-book.ts';
import { digestOf, indexOfDigest } from './token-digest.ts';

export interface TokenRules {
  /** AEGIS_AUTH_TOKEN; null where everybody who can reach the address may do everything. */
  authToken: string | null;
  /** Asked for where the token is not AEGIS_AUTH_TOKEN. @throws AegisError `shutting_down` until the store is open */
  tokens: () => TokenBook;
  guesses: FailedGuesses;
}

export interface Attempt {
  /** Null where the request brought none. */
  credential: string | null;
  address: string | undefined;
  now: number;
}

const always = () => true;

/**
 * Who asks; null for a request without a token where one is needed. A right token is never refused for the wrong ones before
 * it.
 * @throws AegisError `unauthorized` for a wrong token, `too_many_attempts` after too many of them
 */
export function authenticate(
  { credential, address, now }: Attempt,
  { authToken, tokens, guesses }: TokenRules,
): Caller | null {
  if (authToken === null) return { scopes: ['admin'], tokenId: 'open', isLive: always };
  if (credential === null) return null;
  const digest = digestOf(credential);
  if (indexOfDigest(digest, [digestOf(authToken)]) === 0) {
    return { scopes: ['admin'], tokenId: 'admin', isLive: always };
  }
  const book = tokens();
  const token = book.find(digest);
  if (token !== null) {
    const { id, scopes } = token;
    return { scopes, tokenId: id, isLive: () => book.isLive(id) };
  }
  const seconds = guesses.add(address, now);
  if (seconds === 0) throw unauthorized('This token is wrong, or was revoked, or has expired.');
  throw new AegisError(
    'too_many_attempts',
    `Too many wrong tokens came from this address. Correct the token, and try again in ${seconds} s; a right one is taken at once.`,
    { details: { retryAfterSeconds: seconds } },
  );
}

export function unauthorized(what: string): AegisError {
  return new AegisError(
    'unauthorized',
    `${what} Send the header "Authorization: Bearer <token>", with AEGIS_AUTH_TOKEN or a token that was made with \`aegis token create\`.`,
  );
}
