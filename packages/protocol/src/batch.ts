import * as v from 'valibot';
import { errorBodySchema } from './aegis-error.ts';
import { createSessionBodySchema, sessionSchema } from './session.ts';

export const MAX_BATCH = 50;

/** `concurrency`: how many are being started at a time; default 4. */
export const batchBodySchema = v.strictObject({
  // Each is checked by itself: one bad request does not keep the others from starting.
  sessions: v.pipe(
    v.array(v.unknown()),
    v.minLength(1, 'must have at least one'),
    v.maxLength(MAX_BATCH, `must have at most ${MAX_BATCH}`),
  ),
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BATCH))),
});
export type BatchBody = v.InferOutput<typeof batchBodySchema>;

/** What each of `sessions` is. */
export const batchItemSchema = createSessionBodySchema;

const batchError = v.omit(errorBodySchema, ['requestId']);

/** One for each request, in order. */
export const batchResultSchema = v.object({
  results: v.array(
    v.variant('ok', [
      v.object({ ok: v.literal(true), session: sessionSchema }),
      v.object({ ok: v.literal(false), error: batchError }),
    ]),
  ),
  created: v.number(),
  failed: v.number(),
});
export type BatchResult = v.InferOutput<typeof batchResultSchema>;
