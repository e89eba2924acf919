import * as v from 'valibot';

/**
 * Why the server cuts an event stream. A client goes on by asking again from the last id that it saw.
 *
 * - `slow`: the client took nothing for too long
 * - `events_pruned`: the client fell so far behind that what comes next was pruned; the next `ready` says `gap`
 * - `token_ended`: its token was revoked or has expired
 * - `shutting_down`: the server stops
 * - `failed`: the events could not be read; the server's log says why
 */
export const CUT_REASONS = [
  'slow',
  'events_pruned',
  'token_ended',
  'shutting_down',
  'failed',
] as const;
export type CutReason = (typeof CUT_REASONS)[number];

const eventId = v.pipe(v.number(), v.integer());

/** What opens a stream: `event: ready` of server-sent events, `{type: "ready"}` of a WebSocket. */
export const streamReadySchema = v.object({
  /** The id that the stream goes on after. */
  after: eventId,
  /** The oldest event that is kept; 0 where there is none. */
  firstEventId: eventId,
  /** The newest event that there was; 0 before the first. */
  lastEventId: eventId,
  /** Whether events between what was asked for and what comes are gone, or what was asked for was never there. */
  gap: v.boolean(),
});
export type StreamReady = v.InferOutput<typeof streamReadySchema>;

/** What ends a stream, where it could still be sent: `event: cut`, or `{type: "cut"}`. */
export const streamCutSchema = v.object({
  reason: v.picklist(CUT_REASONS),
  /** What happened and what to do, in a sentence. */
  message: v.string(),
});
export type StreamServerCut = v.InferOutput<typeof streamCutSchema>;
