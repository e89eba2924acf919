import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, of characters that go into a header and into a WebSocket's subprotocol as they are. */
export function newToken(): string {
  return `aegis_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256: what is kept of a token, and what guesses are compared by. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Index of the digest that is `given`; -1 where none is. Compares with every one of them, each in constant time, so that the
 * time says neither whether nor where it was found.
 */
export function indexOfDigest(given: Buffer, kept: readonly Buffer[]): number {
  let found = -1;
  for (const [index, digest] of kept.entries()) {
    if (timingSafeEqual(given, digest)) found = index;
  }
  return found;
}
