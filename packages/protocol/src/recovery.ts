import * as v from 'valibot';
import { oneLineSchema, promptTextSchema } from './text.ts';
import { timestampSchema } from './time.ts';

/** Milliseconds of work without a sign of life after which a session counts as stalled, unless the caller says otherwise. */
export const DEFAULT_STALL_THRESHOLD_MS = 300_000;

const milliseconds = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

export const stallThresholdSchema = milliseconds(1_000, 86_400_000);

/**
 * `silent`: nothing new in the transcript and nothing on the screen but the spinner. `tool`: the same, while a tool runs:
 * it may simply take long.
 */
export const STALL_KINDS = ['silent', 'tool'] as const;

/** The steps of recovery, in the order in which they are worth trying. */
export const RECOVERY_RUNGS = ['nudge', 'interrupt', 'refine', 'pivot', 'escalate'] as const;
export type RecoveryRungName = (typeof RECOVERY_RUNGS)[number];

/** Milliseconds from the step before (or from the stall); default: the stall threshold; of the first step: 0. */
const afterMs = v.optional(milliseconds(0, 86_400_000));

/**
 * One step:
 *
 * - `nudge`: send `text` (default: "Continue. What's blocking you?")
 * - `interrupt`: stop the turn and send the last prompt again
 * - `refine`: stop the turn and send `text`, a simpler version of the task
 * - `pivot`: end the session and start another one with `prompt` (default: the first prompt)
 * - `escalate`: leave it to a person: an event, a webhook, and nothing more is tried
 */
export const recoveryRungSchema = v.variant('rung', [
  v.strictObject({ rung: v.literal('nudge'), text: v.optional(promptTextSchema), afterMs }),
  v.strictObject({ rung: v.literal('interrupt'), afterMs }),
  v.strictObject({ rung: v.literal('refine'), text: promptTextSchema, afterMs }),
  v.strictObject({ rung: v.literal('pivot'), prompt: v.optional(promptTextSchema), afterMs }),
  v.strictObject({ rung: v.literal('escalate'), reason: v.optional(oneLineSchema), afterMs }),
]);
export type RecoveryRung = v.InferOutput<typeof recoveryRungSchema>;

export const recoveryPolicySchema = v.strictObject({
  rungs: v.pipe(v.array(recoveryRungSchema), v.minLength(1), v.maxLength(20)),
  /** Also where a tool runs; default false. */
  includeTools: v.optional(v.boolean()),
});
export type RecoveryPolicy = v.InferOutput<typeof recoveryPolicySchema>;

export const recoveryBodySchema = v.strictObject({ recovery: v.nullable(recoveryPolicySchema) });
export type RecoveryBody = v.InferOutput<typeof recoveryBodySchema>;

/** What is known of a stall while it lasts. */
export const stallSchema = v.object({
  /** When the last sign of life was. */
  since: timestampSchema,
  kind: v.picklist(STALL_KINDS),
  /** The tool that runs, with `tool`. */
  toolName: v.nullable(v.string()),
  thresholdMs: v.number(),
  /** The last recovery step that was made; null before the first, or without a recovery policy. */
  rung: v.nullable(v.picklist(RECOVERY_RUNGS)),
});
export type Stall = v.InferOutput<typeof stallSchema>;

/** What a recovery step came to. `skipped`: the session was not in a state in which it could be made. */
export const recoveryStepSchema = v.object({
  rung: v.picklist(RECOVERY_RUNGS),
  /** Place in `rungs`, from 0. */
  step: v.number(),
  outcome: v.picklist(['done', 'skipped', 'failed']),
  detail: v.nullable(v.string()),
  /** The session that goes on in its place, after a pivot. */
  replacedBy: v.nullable(v.string()),
});
export type RecoveryStep = v.InferOutput<typeof recoveryStepSchema>;
