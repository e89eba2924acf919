import * as v from 'valibot';
import { cursorSchema, tokenIdSchema } from './ids.ts';
import { scopeSchema } from './scope.ts';
import { oneLineSchema } from './text.ts';
import { timestampSchema } from './time.ts';

/** `expiresAt`: ISO 8601 in UTC; without it the token holds until it is revoked. */
export const createTokenBodySchema = v.strictObject({
  name: oneLineSchema,
  scopes: v.pipe(
    v.array(scopeSchema),
    v.minLength(1, 'must name at least one scope'),
    v.maxLength(16),
    v.transform((scopes) => [...new Set(scopes)]),
  ),
  expiresAt: v.optional(timestampSchema),
});
export type CreateTokenBody = v.InferOutput<typeof createTokenBodySchema>;

/** A token without its secret, which is told once, when it is made. */
export const tokenSchema = v.object({
  id: tokenIdSchema,
  name: v.string(),
  scopes: v.array(scopeSchema),
  createdAt: timestampSchema,
  expiresAt: v.nullable(timestampSchema),
});
export type Token = v.InferOutput<typeof tokenSchema>;

/** `token` is the secret itself. Nobody can be told it again. */
export const createdTokenSchema = v.object({ ...tokenSchema.entries, token: v.string() });
export type CreatedToken = v.InferOutput<typeof createdTokenSchema>;

export const tokenListSchema = v.object({
  tokens: v.array(tokenSchema),
  /** Null: all of them are in one page. */
  nextCursor: v.nullable(cursorSchema),
});
export type TokenList = v.InferOutput<typeof tokenListSchema>;
