import * as v from 'valibot';
import { dialogOptionSchema, PENDING_KINDS } from './dialog.ts';
import {
  EVIDENCE_SOURCES,
  evidenceSchema,
  SESSION_STATUSES,
  sessionStatusSchema,
} from './status.ts';
import { timestampSchema } from './time.ts';

/** How a screen was read. Its texts are the terminal's own: a terminal must not be shown them as they are. */
export const screenExplanationSchema = v.object({
  /** Whose wording was used: the name of a generation of Claude Code. */
  generation: v.string(),
  /** Parts of the screen, as rows from 0; `to` is exclusive. */
  regions: v.array(v.object({ name: v.string(), from: v.number(), to: v.number() })),
  /** The rules in the order in which they were tried, and why each matched or did not. */
  tried: v.array(v.object({ rule: v.string(), matched: v.boolean(), why: v.string() })),
  status: sessionStatusSchema,
  statusText: v.nullable(v.string()),
  /** The rule that decided. */
  rule: v.string(),
  activity: v.nullable(v.string()),
  dialog: v.nullable(
    v.object({
      name: v.string(),
      kind: v.picklist(PENDING_KINDS),
      title: v.string(),
      toolName: v.nullable(v.string()),
      subject: v.nullable(v.string()),
      options: v.array(dialogOptionSchema),
    }),
  ),
  cols: v.number(),
  /** What the screen shows, top first, without trailing blanks. */
  rows: v.array(v.string()),
});
export type ScreenExplained = v.InferOutput<typeof screenExplanationSchema>;

/** The order in which a status is decided; see docs/status-model.md. */
export const PRECEDENCE_RULES = [
  'process_ended',
  'dialog_on_screen',
  'request_held',
  'registry_waiting',
  'before_first_frame',
  'busy_or_idle',
  'screen_alone',
] as const;
export type PrecedenceRule = (typeof PRECEDENCE_RULES)[number];

/** How the status of a session came about. */
export const explanationSchema = v.object({
  /** Null before the first screen, and once the session has ended. */
  screen: v.nullable(screenExplanationSchema),
  /** What each source says by itself, whether it was believed or not. */
  sources: v.array(
    v.object({
      source: v.picklist(EVIDENCE_SOURCES),
      /** `waiting`: something is asked, and the source does not say what. */
      status: v.picklist([...SESSION_STATUSES, 'waiting']),
      rule: v.string(),
      since: timestampSchema,
    }),
  ),
  decided: v.object({ by: v.picklist(PRECEDENCE_RULES), evidence: evidenceSchema }),
});
export type Explanation = v.InferOutput<typeof explanationSchema>;
