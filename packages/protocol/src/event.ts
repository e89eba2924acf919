import * as v from 'valibot';
import { DELIVERY_VERDICTS } from './delivery.ts';
import { pendingSchema } from './dialog.ts';
import { sessionIdSchema } from './ids.ts';
import { pipelineChangeSchema } from './pipeline.ts';
import { policyVerdictSchema } from './policy.ts';
import { gateReportSchema } from './gate.ts';
import { messageSchema } from './read.ts';
import { recoveryStepSchema, stallSchema } from './recovery.ts';
import { lastTurnSchema, sessionExitSchema, sessionSchema } from './session.ts';
import { evidenceSchema, sessionStatusSchema } from './status.ts';
import { timestampSchema } from './time.ts';

const common = {
  /** Rises by the store, over all sessions; what `Last-Event-ID` takes. */
  id: v.pipe(v.number(), v.integer()),
  at: timestampSchema,
};
const base = { ...common, sessionId: sessionIdSchema };

export const eventSchema = v.variant('type', [
  v.object({
    ...base,
    type: v.literal('session-created'),
    data: v.object({ session: sessionSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('status-changed'),
    data: v.object({
      from: sessionStatusSchema,
      to: sessionStatusSchema,
      statusText: v.nullable(v.string()),
      evidence: evidenceSchema,
    }),
  }),
  v.object({
    ...base,
    type: v.literal('pending-opened'),
    data: v.object({ pending: pendingSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('pending-changed'),
    data: v.object({ pending: pendingSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('pending-closed'),
    data: v.object({
      pendingId: v.string(),
      /** `aegis` where we answered; `elsewhere` where a person in the terminal or Claude Code itself did. */
      closedBy: v.picklist(['aegis', 'elsewhere']),
      chosen: v.nullable(v.string()),
    }),
  }),
  v.object({
    ...base,
    type: v.literal('message-added'),
    data: v.object({ message: messageSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('delivery-changed'),
    data: v.object({
      messageId: v.string(),
      verdict: v.picklist(DELIVERY_VERDICTS),
      attempts: v.number(),
      evidence: v.nullable(evidenceSchema),
      /** Milliseconds from the prompt's acceptance to this verdict; null where that is not known. */
      tookMs: v.nullable(v.number()),
    }),
  }),
  v.object({ ...base, type: v.literal('turn-ended'), data: v.object({ turn: lastTurnSchema }) }),
  v.object({
    ...base,
    type: v.literal('session-exited'),
    data: v.object({ exit: sessionExitSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('policy-decided'),
    data: v.object({ verdict: policyVerdictSchema }),
  }),
  v.object({ ...base, type: v.literal('stall-began'), data: v.object({ stall: stallSchema }) }),
  v.object({
    ...base,
    type: v.literal('stall-ended'),
    data: v.object({ durationMs: v.number() }),
  }),
  v.object({
    ...base,
    type: v.literal('recovery-step'),
    data: v.object({ step: recoveryStepSchema }),
  }),
  v.object({
    ...base,
    type: v.literal('gate-finished'),
    data: v.object({ report: gateReportSchema }),
  }),
  v.object({
    ...common,
    /** Of a pipeline, not of a session. */
    sessionId: v.null(),
    type: v.literal('pipeline-changed'),
    data: pipelineChangeSchema,
  }),
  v.object({
    ...base,
    type: v.literal('screen-drifted'),
    data: v.object({ healed: v.boolean(), lines: v.number() }),
  }),
]);
export type AegisEvent = v.InferOutput<typeof eventSchema>;
export type EventType = AegisEvent['type'];
/** What is known of an event before the store gives it an id. */
export type NewEvent = AegisEvent extends infer E
  ? E extends AegisEvent
    ? Omit<E, 'id'>
    : never
  : never;

export const EVENT_TYPES = eventSchema.options.map((option) => option.entries.type.literal);

export const eventsQuerySchema = v.strictObject({
  after: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be an event id'), v.transform(Number)),
  ),
});
