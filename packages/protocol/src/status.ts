import * as v from 'valibot';
import { timestampSchema } from './time.ts';

/** Every status that goes over the wire. Finer states are in `statusText`, `pending` and `detail`. */
export const SESSION_STATUSES = [
  'starting',
  'idle',
  'working',
  'permission_prompt',
  'bash_approval',
  'plan_mode',
  'ask_question',
  'unknown',
  'exited',
] as const;

export const sessionStatusSchema = v.picklist(SESSION_STATUSES);
export type SessionStatus = v.InferOutput<typeof sessionStatusSchema>;

/** The statuses in which a session waits for somebody's answer. */
export const WAITING_STATUSES = [
  'permission_prompt',
  'bash_approval',
  'plan_mode',
  'ask_question',
] as const satisfies readonly SessionStatus[];

export const EVIDENCE_SOURCES = [
  'screen',
  'hook',
  'registry',
  'transcript',
  'process',
  'launch',
] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** One observation that a verdict rests on: who said so, by which rule, and when. */
export const evidenceSchema = v.object({
  source: v.picklist(EVIDENCE_SOURCES),
  rule: v.string(),
  at: timestampSchema,
});
export type Evidence = v.InferOutput<typeof evidenceSchema>;
