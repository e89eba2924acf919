import { AegisError } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { TokenBook } from './token-book.ts';
import { digestOf } from './token-digest.ts';

let store: SessionStore;
let now: number;
const open = () => new TokenBook(store, () => now);
beforeEach(() => {
  store = createMemoryStore();
  now = Date.UTC(2026, 0, 1);
});
function codeOf(run: () => unknown): string {
  try {
    run();
    return 'done';
  } catch (error) {
    return AegisError.is(error) ? error.code : String(error);
  }
}

describe('TokenBook', () => {
  test('a token is found by its digest, also after a restart', () => {
    const { token, ...made } = open().create({ name: 'ci', scopes: ['read', 'drive'] });
    expect(made).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-z]{20}$/) as string,
      name: 'ci',
      scopes: ['read', 'drive'],
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: null,
    });
    expect(token).toMatch(/^aegis_[\w-]{43}$/);
    for (const book of [open(), open()]) {
      expect(book.find(digestOf(token))).toEqual(made);
      expect(book.find(digestOf(`${token}x`))).toBeNull();
    }
  });

  test('what is stored has no secret in it', () => {
    const { token } = open().create({ name: 'ci', scopes: ['read'] });
    const stored = JSON.stringify(store.listKeys({ at: now }));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(token.slice('aegis_'.length));
    expect(stored).toContain(digestOf(token).toString('hex'));
  });

  test('an expired token opens nothing, and is in no list', () => {
    const book = open();
    const { token, id } = book.create({
      name: 'short',
      scopes: ['read'],
      expiresAt: '2026-01-01T01:00:00+00:00',
    });
    now += 3_599_999;
    expect(book.find(digestOf(token))?.id).toBe(id);
    now += 1;
    expect([book.find(digestOf(token)), book.list(), book.isLive(id)]).toEqual([null, [], false]);
    expect(open().find(digestOf(token))).toBeNull();
    expect(codeOf(() => book.revoke(id))).toBe('token_not_found');
  });

  test.each(['2026-01-01T00:00:00.000Z', '2020-01-01T00:00:00Z', '2026-02-99T00:00:00Z', 'soon'])(
    'cannot expire at %s',
    (expiresAt) => {
      expect(codeOf(() => open().create({ name: 'x', scopes: ['read'], expiresAt }))).toBe(
        'invalid_request',
      );
      expect(open().list()).toEqual([]);
    },
  );

  test('a revoked token opens nothing from then on', () => {
    const book = open();
    const { token, id } = book.create({ name: 'x', scopes: ['admin'] });
    const other = book.create({ name: 'y', scopes: ['read'] });
    book.revoke(id);
    expect([book.find(digestOf(token)), open().find(digestOf(token))]).toEqual([null, null]);
    expect(book.list().map(({ name }) => name)).toEqual(['y']);
    expect(book.isLive(other.id)).toBe(true);
    expect(codeOf(() => book.revoke(id))).toBe('token_not_found');
  });

  test('a damaged row opens nothing, and stops nobody', () => {
    const { token, id } = open().create({ name: 'x', scopes: ['read'] });
    const kept = store.listKeys({ at: now })[0]?.value as Record<string, string>;
    for (const [name, change] of [
      ['digest', { digest: 'abc' }],
      ['scopes', { scopes: ['everything'] }],
      ['shape', { name: 1 }],
    ] as const) {
      const key = `server.token.tok_${name}`;
      store.setKey({ key, value: { ...kept, ...change }, at: now, expiresAt: null });
    }
    const book = open();
    expect(book.find(digestOf(token))?.id).toBe(id);
    expect(book.list()).toHaveLength(1);
  });

  test('has an end', () => {
    const book = open();
    for (let count = 0; count < 500; count += 1) book.create({ name: 'x', scopes: ['read'] });
    expect(codeOf(() => book.create({ name: 'x', scopes: ['read'] }))).toBe('not_supported');
  });
});
