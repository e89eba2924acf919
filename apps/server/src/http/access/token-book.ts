import { randomBytes } from 'node:crypto';
import {
  AegisError,
  scopeSchema,
  toTimestamp,
  type CreatedToken,
  type CreateTokenBody,
  type Token,
} from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import * as v from 'valibot';
import { digestOf, indexOfDigest, newToken } from './token-digest.ts';

const KEY_PREFIX = 'server.token.';
/** Each request compares with all of them. */
const MAX_TOKENS = 500;

const keptSchema = v.object({
  name: v.string(),
  scopes: v.array(scopeSchema),
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  createdAt: v.number(),
  expiresAt: v.nullable(v.number()),
});

interface KeptToken extends v.InferOutput<typeof keptSchema> {
  id: string;
  digestBytes: Buffer;
}

/** Where tokens are kept: the store's keys. */
export type TokenKeys = Pick<SessionStore, 'setKey' | 'listKeys' | 'deleteKey'>;

/** The tokens that were made and still hold. What is kept of each is its digest: nobody can read a token out of the store. */
export class TokenBook {
  readonly #keys: TokenKeys;
  readonly #now: () => number;
  readonly #tokens = new Map<string, KeptToken>();

  /** @param now epoch milliseconds */
  constructor(keys: TokenKeys, now: () => number) {
    this.#keys = keys;
    this.#now = now;
    for (const { key, value } of keys.listKeys({ prefix: KEY_PREFIX, at: now() })) {
      const parsed = v.safeParse(keptSchema, value);
      // A damaged row opens nothing.
      if (!parsed.success) continue;
      const id = key.slice(KEY_PREFIX.length);
      this.#tokens.set(id, { ...parsed.output, id, digestBytes: toBytes(parsed.output.digest) });
    }
  }

  /** @throws AegisError `invalid_request`, `not_supported` where there are too many; StoreError */
  create({ name, scopes, expiresAt }: CreateTokenBody): CreatedToken {
    const now = this.#now();
    const expires = expiresAt === undefined ? null : parseExpiry(expiresAt, now);
    if (this.#live().length >= MAX_TOKENS) {
      throw new AegisError(
        'not_supported',
        `There are ${MAX_TOKENS} tokens already. Revoke those that nobody uses: aegis token ls.`,
      );
    }
    const token = newToken();
    const digestBytes = digestOf(token);
    const kept = {
      name,
      scopes,
      digest: digestBytes.toString('hex'),
      createdAt: now,
      expiresAt: expires,
    };
    const id = `tok_${randomBytes(10).toString('hex')}`;
    this.#keys.setKey({ key: KEY_PREFIX + id, value: kept, at: now, expiresAt: expires });
    this.#tokens.set(id, { ...kept, id, digestBytes });
    return { ...view({ ...kept, id, digestBytes }), token };
  }

  /** Oldest first. */
  list(): Token[] {
    return this.#live()
      .sort((one, other) => one.createdAt - other.createdAt)
      .map(view);
  }

  /** @throws AegisError `token_not_found`; StoreError */
  revoke(id: string): void {
    if (!this.isLive(id)) {
      throw new AegisError(
        'token_not_found',
        `There is no token "${id.slice(0, 80)}". List them with GET /v1/tokens (\`aegis token ls\`).`,
        { details: { id: id.slice(0, 80) } },
      );
    }
    this.#keys.deleteKey(KEY_PREFIX + id);
    this.#tokens.delete(id);
  }

  isLive(id: string): boolean {
    const token = this.#tokens.get(id);
    return token !== undefined && (token.expiresAt === null || token.expiresAt > this.#now());
  }

  /** The token whose secret this is the digest of; null where it is none that holds. */
  find(digest: Buffer): Token | null {
    const tokens = [...this.#tokens.values()];
    const digests = tokens.map(({ digestBytes }) => digestBytes);
    const token = tokens[indexOfDigest(digest, digests)];
    return token !== undefined && this.isLive(token.id) ? view(token) : null;
  }

  #live(): KeptToken[] {
    return [...this.#tokens.values()].filter(({ id }) => this.isLive(id));
  }
}

function toBytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function view({ id, name, scopes, createdAt, expiresAt }: KeptToken): Token {
  return {
    id,
    name,
    scopes,
    createdAt: toTimestamp(createdAt),
    expiresAt: expiresAt === null ? null : toTimestamp(expiresAt),
  };
}

function parseExpiry(text: string, now: number): number {
  const at = Date.parse(text);
  if (at > now) return at;
  throw new AegisError(
    'invalid_request',
    `\`expiresAt\` is "${text}", which is no moment to come. Give one in the future, such as "${toTimestamp(now + 86_400_000)}".`,
    { details: { issues: [{ path: 'expiresAt', message: 'must be in the future' }] } },
  );
}
