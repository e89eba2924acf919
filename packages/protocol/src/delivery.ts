import * as v from 'valibot';
import { evidenceSchema } from './status.ts';
import { promptTextSchema } from './text.ts';

/**
 * What is known of a prompt's delivery. `delivered`: Claude Code itself said so (see the evidence).
 * `queued`: it waits in the outbox. `unconfirmed`: typed, and nothing has confirmed it. `failed`: not sent.
 */
export const DELIVERY_VERDICTS = ['delivered', 'queued', 'unconfirmed', 'failed'] as const;
export type DeliveryVerdict = (typeof DELIVERY_VERDICTS)[number];

export const promptDeliverySchema = v.object({
  delivered: v.boolean(),
  attempts: v.number(),
  verdict: v.picklist(DELIVERY_VERDICTS),
  evidence: v.nullable(evidenceSchema),
});
export type PromptDelivery = v.InferOutput<typeof promptDeliverySchema>;

export const WHEN_BUSY = ['queue', 'reject', 'interrupt'] as const;

export const sendBodySchema = v.strictObject({
  text: promptTextSchema,
  whenBusy: v.optional(v.picklist(WHEN_BUSY)),
  idempotencyKey: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
});
export type SendBody = v.InferOutput<typeof sendBodySchema>;

export const sendResultSchema = v.object({
  ok: v.boolean(),
  delivered: v.boolean(),
  attempts: v.number(),
  verdict: v.picklist(DELIVERY_VERDICTS),
  evidence: v.nullable(evidenceSchema),
  messageId: v.string(),
});
export type SendResult = v.InferOutput<typeof sendResultSchema>;
