import type * as Crypto from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { digestOf, indexOfDigest, newToken } from './token-digest.ts';

const compared: number[][] = [];
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof Crypto>();
  return {
    ...crypto,
    timingSafeEqual: (one: Buffer, other: Buffer) => {
      compared.push([one.length, other.length]);
      return crypto.timingSafeEqual(one, other);
    },
  };
});
beforeEach(() => void compared.splice(0));

test('a guess is compared with every digest in constant time, wherever the right one stands', () => {
  const tokens = Array.from({ length: 5 }, newToken);
  const digests = tokens.map(digestOf);
  for (const [index, token] of tokens.entries()) {
    expect(indexOfDigest(digestOf(token), digests)).toBe(index);
  }
  for (const guess of ['', 'x', 'x'.repeat(10_000), tokens[0]?.slice(1) ?? '']) {
    expect(indexOfDigest(digestOf(guess), digests)).toBe(-1);
  }
  // 9 guesses, 5 digests each, and each comparison of 32 bytes with 32 bytes.
  expect(compared).toEqual(Array.from({ length: 45 }, () => [32, 32]));
});

test('tokens are random, and fit a header and a subprotocol', () => {
  const tokens = Array.from({ length: 100 }, newToken);
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^aegis_[\w-]{43}$/);
});
