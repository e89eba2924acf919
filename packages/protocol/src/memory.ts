import * as v from 'valibot';
import { isValueTooDeep, MAX_JSON_DEPTH } from './json-depth.ts';
import { timestampSchema } from './time.ts';

/** Bytes of a value as JSON. */
export const MAX_MEMORY_VALUE_BYTES = 65_536;

/** A key of the shared state: letters, digits and `_ - . : /`. */
export const memoryKeySchema = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(200),
  v.regex(/^[\w.:/-]+$/, 'may have letters, digits and _ - . : / alone'),
  v.regex(/^(?!\.{1,2}$)/, 'must not be . or ..'),
);

const memoryValueSchema = v.pipe(
  v.unknown(),
  v.check((value) => value !== undefined, 'is required'),
  v.check((value) => !isValueTooDeep(value), `must not nest deeper than ${MAX_JSON_DEPTH} levels`),
  v.check(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= MAX_MEMORY_VALUE_BYTES,
    `must have at most ${MAX_MEMORY_VALUE_BYTES} bytes as JSON`,
  ),
);

/** `value`: any JSON. `ttlSeconds`: forgotten after it; without it kept until it is deleted. */
export const memoryBodySchema = v.strictObject({
  key: memoryKeySchema,
  value: memoryValueSchema,
  ttlSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10 * 365 * 86_400)),
  ),
});
export type MemoryBody = v.InferOutput<typeof memoryBodySchema>;

export const memoryEntrySchema = v.object({
  key: v.string(),
  value: v.unknown(),
  updatedAt: timestampSchema,
  expiresAt: v.nullable(timestampSchema),
});
export type MemoryEntry = v.InferOutput<typeof memoryEntrySchema>;

export const memoryQuerySchema = v.strictObject({ prefix: v.optional(v.string()) });
export type MemoryQuery = v.InferOutput<typeof memoryQuerySchema>;

/** By key. */
export const memoryListSchema = v.object({
  entries: v.array(memoryEntrySchema),
  /** Null: all of them are in one page. */
  nextCursor: v.null(),
});
export type MemoryList = v.InferOutput<typeof memoryListSchema>;
