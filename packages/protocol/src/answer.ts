import * as v from 'valibot';
import { sessionStatusSchema } from './status.ts';
import { promptTextSchema } from './text.ts';

const pendingId = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100)));

/**
 * `option` is a row's label as shown, or its number from 1. Without it the plain accept row is taken.
 * `scope: always` takes the row that also widens permissions. `requestId` is the pending's id.
 */
export const approveBodySchema = v.strictObject({
  option: v.optional(
    v.union([v.pipe(v.string(), v.minLength(1)), v.pipe(v.number(), v.integer(), v.minValue(1))]),
  ),
  scope: v.optional(v.picklist(['once', 'always'])),
  requestId: pendingId,
});
export type ApproveBody = v.InferOutput<typeof approveBodySchema>;

export const rejectBodySchema = v.strictObject({
  feedback: v.optional(promptTextSchema),
  requestId: pendingId,
});
export type RejectBody = v.InferOutput<typeof rejectBodySchema>;

/** Answers by question text: a label, several labels, or free text. */
export const answerBodySchema = v.strictObject({
  answers: v.record(v.string(), v.union([promptTextSchema, v.array(promptTextSchema)])),
  requestId: pendingId,
});
export type AnswerBody = v.InferOutput<typeof answerBodySchema>;

/** How an answer went in, and the row (or decision) that was chosen. */
export const answerResultSchema = v.object({
  ok: v.literal(true),
  via: v.picklist(['hook', 'screen']),
  chosen: v.string(),
});
export type AnswerResult = v.InferOutput<typeof answerResultSchema>;

/** After the effect was seen. */
export const effectResultSchema = v.object({ ok: v.boolean(), status: sessionStatusSchema });
export type EffectResult = v.InferOutput<typeof effectResultSchema>;

export const okSchema = v.object({ ok: v.literal(true) });
