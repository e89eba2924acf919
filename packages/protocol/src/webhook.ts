import * as v from 'valibot';
import { EVENT_TYPES } from './event.ts';
import { cursorSchema, sessionIdSchema, webhookIdSchema } from './ids.ts';
import { timestampSchema } from './time.ts';

/**
 * `url`: http or https, printable ASCII (other names as punycode). `events`: without it, every type. `sessionId`: without
 * it, every session's. `secret`: what deliveries are signed with; without it one is made.
 */
export const createWebhookBodySchema = v.strictObject({
  url: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(2_000),
    v.regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without blanks and line ends'),
  ),
  events: v.optional(
    v.pipe(
      v.array(v.picklist(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`)),
      v.minLength(1, 'must name at least one type of event; without `events` all are sent'),
      v.maxLength(50),
      v.transform((types) => [...new Set(types)]),
    ),
  ),
  sessionId: v.optional(sessionIdSchema),
  secret: v.optional(
    v.pipe(
      // The library's own message quotes what it got.
      v.string('must be a text'),
      v.minLength(16, 'must have at least 16 characters'),
      v.maxLength(200),
      v.regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without blanks'),
    ),
  ),
});
export type CreateWebhookBody = v.InferOutput<typeof createWebhookBodySchema>;

/**
 * Why a delivery did not succeed.
 *
 * - `refused`: its target may not be called (a private address and the like)
 * - `unresolved`: its name has no address
 * - `connection`: no connection, or it broke before an answer
 * - `timeout`: no answer in time
 * - `redirect`: an answer of 3xx, which is not followed
 * - `status`: any other answer that is not 2xx
 * - `pruned`: the events were deleted, by their age or number, before they could be sent
 */
export const DELIVERY_PROBLEMS = [
  'refused',
  'unresolved',
  'connection',
  'timeout',
  'redirect',
  'status',
  'pruned',
] as const;
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number];

const problem = {
  /** The event; of several that were pruned, the first. */
  eventId: v.number(),
  /** How often it was tried. */
  attempts: v.number(),
  reason: v.picklist(DELIVERY_PROBLEMS),
  /** Of the last answer; null where there was none. */
  httpStatus: v.nullable(v.number()),
  /** In words, or the system's code (`ECONNREFUSED`). Nothing that the receiver said is in it. */
  detail: v.nullable(v.string()),
};

/** A webhook without its secret, which is told once, when it is made. */
export const webhookSchema = v.object({
  id: webhookIdSchema,
  url: v.string(),
  /** Null: every type. */
  events: v.nullable(v.array(v.string())),
  /** Null: every session's. */
  sessionId: v.nullable(sessionIdSchema),
  createdAt: timestampSchema,
  /** Id of the last event that it is done with: delivered, given up on, or not asked for. */
  after: v.number(),
  /** The event that it is held up by; null where nothing is wrong. */
  failing: v.nullable(v.object({ ...problem, nextAttemptAt: timestampSchema })),
});
export type Webhook = v.InferOutput<typeof webhookSchema>;

/** `secret`: the one that was made, which nobody can be told again; null where the caller gave one. */
export const createdWebhookSchema = v.object({
  ...webhookSchema.entries,
  secret: v.nullable(v.string()),
});
export type CreatedWebhook = v.InferOutput<typeof createdWebhookSchema>;

export const webhookListSchema = v.object({
  webhooks: v.array(webhookSchema),
  /** Null: all of them are in one page. */
  nextCursor: v.nullable(cursorSchema),
});
export type WebhookList = v.InferOutput<typeof webhookListSchema>;

/** What was given up on. The event itself is still in `GET /v1/events`, as long as events are kept. */
export const deadLetterSchema = v.object({
  ...problem,
  /** Of the event; null for events that were pruned. */
  type: v.nullable(v.string()),
  sessionId: v.nullable(v.string()),
  at: timestampSchema,
});
export type DeadLetter = v.InferOutput<typeof deadLetterSchema>;

/** Newest first; the newest 100 are kept. */
export const deadLettersSchema = v.object({
  deliveries: v.array(deadLetterSchema),
  /** Null: all of them are in one page. */
  nextCursor: v.nullable(cursorSchema),
});
export type DeadLetters = v.InferOutput<typeof deadLettersSchema>;
