import * as v from 'valibot';
import { timestampSchema } from './time.ts';

/** What choosing a row of a dialog does. */
export const OPTION_ROLES = [
  'accept',
  'accept-always',
  'accept-and-switch-mode',
  'decline',
  'decline-with-feedback',
  'answer',
  'other',
] as const;
export type OptionRole = (typeof OPTION_ROLES)[number];

export const dialogOptionSchema = v.object({
  label: v.string(),
  role: v.picklist(OPTION_ROLES),
  highlighted: v.boolean(),
});
export type DialogOption = v.InferOutput<typeof dialogOptionSchema>;

export const questionSchema = v.object({
  question: v.string(),
  header: v.nullable(v.string()),
  multiSelect: v.boolean(),
  options: v.array(v.object({ label: v.string(), description: v.nullable(v.string()) })),
});
export type Question = v.InferOutput<typeof questionSchema>;

export const PENDING_KINDS = ['trust', 'permission', 'bash', 'plan', 'question', 'dialog'] as const;
export type PendingKind = (typeof PENDING_KINDS)[number];

/**
 * What a session waits on. `via` says how an answer will reach Claude Code: `hook` replies to a request
 * that Claude Code holds open, `screen` presses keys on a row that was read first.
 */
export const pendingSchema = v.object({
  id: v.string(),
  kind: v.picklist(PENDING_KINDS),
  title: v.string(),
  toolName: v.nullable(v.string()),
  toolInput: v.nullable(v.record(v.string(), v.unknown())),
  options: v.array(dialogOptionSchema),
  questions: v.array(questionSchema),
  since: timestampSchema,
  via: v.picklist(['hook', 'screen']),
});
export type Pending = v.InferOutput<typeof pendingSchema>;
