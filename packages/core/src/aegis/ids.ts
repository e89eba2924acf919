import { randomBytes } from 'node:crypto';
import type { IdPrefix } from '../session/session-dependencies.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/** A prefix and 20 random characters (100 bits). */
export function newId(prefix: IdPrefix): string {
  const characters = [...randomBytes(20)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '0');
  return `${prefix}_${characters.join('')}`;
}

/** A session's hook secret: 256 bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
