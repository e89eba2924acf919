import { sessionIdSchema, sessionStatusSchema } from '@aegis/protocol';
import * as v from 'valibot';

export const sessionIdInput = v.message(
  sessionIdSchema,
  'must be a session id (`ses_` and 20 characters) as create_session and list_sessions give it',
);

export const SESSION_ID = 'The session: `id` as create_session and list_sessions give it.';
export const REQUEST_ID =
  "The dialog that is meant: the session's `pending.id`. Without it the one is meant that was shown to you last. If the dialog is gone, the call fails and nothing is answered.";

/** One status or several. */
export const statusesInput = v.union([
  sessionStatusSchema,
  v.pipe(v.array(sessionStatusSchema), v.minLength(1)),
]);

export function toStatuses(
  input: v.InferOutput<typeof statusesInput>,
): v.InferOutput<typeof sessionStatusSchema>[] {
  return typeof input === 'string' ? [input] : input;
}

export const wholeNumber = (minimum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum));
