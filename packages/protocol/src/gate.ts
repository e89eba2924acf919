import * as v from 'valibot';
import { gateIdSchema, sessionIdSchema } from './ids.ts';
import { oneLineSchema } from './text.ts';
import { timestampSchema } from './time.ts';

const argument = v.pipe(v.string(), v.regex(/^[^\0]*$/, 'must not contain NUL'));
const timeout = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_600_000));

/** A command as its words. No shell reads it; for one, say so: `["sh", "-c", "…"]`. */
const words = v.pipe(
  v.array(argument),
  v.minLength(1, 'must have at least one word'),
  v.maxLength(500),
  v.check(([program]) => program !== '', 'must begin with a program'),
);

/** A command of a gate: a line that is cut into words (quotes hold them together, operators are refused), or the words. */
export const gateCommandSchema = v.union([
  v.pipe(argument, v.minLength(1), v.maxLength(10_000)),
  v.strictObject({
    name: v.optional(oneLineSchema),
    command: v.union([v.pipe(argument, v.minLength(1), v.maxLength(10_000)), words]),
    /** Milliseconds that it may take. */
    timeoutMs: v.optional(timeout),
  }),
]);
export type GateCommand = v.InferOutput<typeof gateCommandSchema>;

/**
 * `commands`: without it what the project offers is found: type check, build and tests. `[]`: none.
 * `transcript`: whether the conversation is checked too (default true).
 * `timeoutMs`: for each command that names none; default 600,000.
 */
export const gateBodySchema = v.strictObject({
  commands: v.optional(v.pipe(v.array(gateCommandSchema), v.maxLength(50))),
  transcript: v.optional(v.boolean()),
  timeoutMs: v.optional(timeout),
});
export type GateBody = v.InferOutput<typeof gateBodySchema>;

export const GATE_VERDICTS = ['pass', 'fail', 'error'] as const;

/** `skipped`: there was nothing to check, or a check before it made it pointless. */
export const GATE_CHECK_VERDICTS = ['pass', 'fail', 'error', 'skipped'] as const;

/** One thing that a check found, with where. */
export const gateFindingSchema = v.object({
  message: v.string(),
  /** Of the transcript's message; null for a command. */
  messageId: v.nullable(v.string()),
});
export type GateFinding = v.InferOutput<typeof gateFindingSchema>;

export const gateCheckSchema = v.object({
  name: v.string(),
  kind: v.picklist(['transcript', 'command']),
  verdict: v.picklist(GATE_CHECK_VERDICTS),
  /** One sentence. */
  summary: v.string(),
  findings: v.array(gateFindingSchema),
  /** For a command; null elsewhere. */
  run: v.nullable(
    v.object({
      command: v.array(v.string()),
      exitCode: v.nullable(v.number()),
      signal: v.nullable(v.string()),
      durationMs: v.number(),
      timedOut: v.boolean(),
      /** The end of what it wrote, both streams as they came, without escape sequences. */
      output: v.string(),
      /** Bytes of the output before that, which were dropped. */
      droppedBytes: v.number(),
    }),
  ),
});
export type GateCheck = v.InferOutput<typeof gateCheckSchema>;

/** `pass` where no check failed and at least one passed. `error` where one could not be made. */
export const gateReportSchema = v.object({
  id: gateIdSchema,
  sessionId: sessionIdSchema,
  verdict: v.picklist(GATE_VERDICTS),
  summary: v.string(),
  startedAt: timestampSchema,
  endedAt: timestampSchema,
  checks: v.array(gateCheckSchema),
});
export type GateReport = v.InferOutput<typeof gateReportSchema>;
