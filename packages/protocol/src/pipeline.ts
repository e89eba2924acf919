import * as v from 'valibot';
import { gateBodySchema, gateReportSchema } from './gate.ts';
import { cursorSchema, pipelineIdSchema, sessionIdSchema } from './ids.ts';
import {
  createSessionBodySchema,
  gitNameSchema,
  integerParameter,
  usageSchema,
  worktreeRequestSchema,
  worktreeSchema,
} from './session.ts';
import { oneLineSchema, promptTextSchema } from './text.ts';
import { variableNameSchema } from './template.ts';
import { timestampSchema } from './time.ts';

export const stepNameSchema = v.pipe(
  v.string(),
  v.regex(
    // eslint-disable-next-line regexp/use-ignore-case -- a pattern in JSON Schema has no flags
    /^[a-zA-Z\d](?:[\w-]{0,62}[a-zA-Z\d])?$/,
    'must be 1 to 64 letters, digits, _ and -, with a letter or digit at both ends',
  ),
);

/** `base`: a commit as for a session, or `{{steps.NAME.branch}}` of a step that it depends on. */
const stepWorktreeSchema = v.union([
  v.boolean(),
  v.strictObject({
    ...worktreeRequestSchema.options[1].entries,
    base: v.optional(
      v.union(
        [gitNameSchema, v.pipe(v.string(), v.regex(/^\{\{ ?steps\.[\w-]{1,64}\.branch ?\}\}$/))],
        'must be the name of a commit (letters, digits and _ . / -, no - at the begin), or {{steps.NAME.branch}}',
      ),
    ),
  }),
]);

/** Options of a session that a step may set. */
const sessionOptions = v.omit(createSessionBodySchema, [
  'workDir',
  'prompt',
  'name',
  'resumeSessionId',
  'forkSession',
  'parentId',
  'templateId',
  'variables',
  'worktree',
]);

/**
 * One step: a session with a prompt, and what must hold before it counts as done.
 *
 * - `prompt`: `{{vars.NAME}}`, `{{steps.NAME.output}}` (Claude's last words), `{{steps.NAME.workDir}}`,
 *   `{{steps.NAME.branch}}` of a step that it depends on
 * - `workDir`: default: the pipeline's; a relative one is below that. `{{steps.NAME.workDir}}` at its begin works where
 *   an earlier step worked
 * - `gate`: `true` for what the project offers, or as POST …/gate takes it
 * - `retry.attempts`: how often it is tried in all; each try has a session of its own
 * - `timeoutMs`: of one try, the gate included
 * - `worktree`: a git worktree and branch of its own; another try's branch has its number at the end
 * - `keepSession`: leave its last session running; default false: it ends with the step
 */
export const pipelineStepSchema = v.strictObject({
  name: stepNameSchema,
  dependsOn: v.optional(v.pipe(v.array(stepNameSchema), v.maxLength(100))),
  prompt: promptTextSchema,
  workDir: v.optional(v.pipe(v.string(), v.minLength(1))),
  session: v.optional(sessionOptions),
  gate: v.optional(v.union([v.literal(true), gateBodySchema])),
  retry: v.optional(
    v.strictObject({
      attempts: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
      delayMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000))),
    }),
  ),
  timeoutMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(7 * 86_400_000)),
  ),
  worktree: v.optional(stepWorktreeSchema),
  keepSession: v.optional(v.boolean()),
});
export type PipelineStep = v.InferOutput<typeof pipelineStepSchema>;

/**
 * `onFailure`: `stop` (default): nothing new is begun once a step has failed; `continue`: steps that do not depend on it
 * go on. `concurrency`: how many steps run at a time; default 4.
 */
export const pipelineDefinitionSchema = v.strictObject({
  name: oneLineSchema,
  workDir: v.pipe(v.string(), v.minLength(1, 'must be the absolute path of a directory')),
  variables: v.optional(v.record(variableNameSchema, v.pipe(v.string(), v.maxLength(100_000)))),
  steps: v.pipe(
    v.array(pipelineStepSchema),
    v.minLength(1, 'must have at least one step'),
    v.maxLength(100),
  ),
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
  onFailure: v.optional(v.picklist(['stop', 'continue'])),
});
export type PipelineDefinition = v.InferOutput<typeof pipelineDefinitionSchema>;

export const PIPELINE_STATUSES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type PipelineStatus = (typeof PIPELINE_STATUSES)[number];

/** `blocked`: a step that it depends on did not succeed. */
export const STEP_STATUSES = [
  'waiting',
  'running',
  'gating',
  'succeeded',
  'failed',
  'blocked',
  'cancelled',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const STEP_FAILURES = [
  'turn_failed',
  'turn_refused',
  'turn_limited',
  'turn_interrupted',
  'session_exited',
  'session_not_started',
  'gate_failed',
  'timeout',
  'escalated',
  'worktree_failed',
  'internal',
] as const;

export const stepErrorSchema = v.object({
  code: v.picklist(STEP_FAILURES),
  message: v.string(),
});

export const stepStateSchema = v.object({
  name: v.string(),
  dependsOn: v.array(v.string()),
  status: v.picklist(STEP_STATUSES),
  /** Tries that were begun. */
  attempt: v.number(),
  attempts: v.number(),
  /** Of the last try. */
  sessionId: v.nullable(sessionIdSchema),
  /** What its session waits on somebody for: a permission, a question. */
  waitsOn: v.nullable(v.string()),
  startedAt: v.nullable(timestampSchema),
  endedAt: v.nullable(timestampSchema),
  /** Claude's last words of the turn. */
  output: v.nullable(v.string()),
  error: v.nullable(stepErrorSchema),
  gate: v.nullable(gateReportSchema),
  worktree: v.nullable(worktreeSchema),
  usage: usageSchema,
});
export type StepState = v.InferOutput<typeof stepStateSchema>;

export const pipelineSchema = v.object({
  id: pipelineIdSchema,
  name: v.string(),
  workDir: v.string(),
  status: v.picklist(PIPELINE_STATUSES),
  /** In the order in which they were given. */
  steps: v.array(stepStateSchema),
  usage: usageSchema,
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  endedAt: v.nullable(timestampSchema),
});
export type Pipeline = v.InferOutput<typeof pipelineSchema>;

/** What changed: one step, or the pipeline as a whole. Its outputs are in the pipeline itself. */
export const pipelineChangeSchema = v.object({
  pipelineId: pipelineIdSchema,
  name: v.string(),
  status: v.picklist(PIPELINE_STATUSES),
  step: v.nullable(
    v.pick(stepStateSchema, ['name', 'status', 'attempt', 'sessionId', 'waitsOn', 'error']),
  ),
});
export type PipelineChange = v.InferOutput<typeof pipelineChangeSchema>;

export const pipelineListQuerySchema = v.strictObject({
  status: v.optional(v.picklist(PIPELINE_STATUSES)),
  limit: v.optional(integerParameter(1, 500)),
  cursor: v.optional(cursorSchema),
});
export type PipelineListQuery = v.InferOutput<typeof pipelineListQuerySchema>;

/** Newest first. */
export const pipelineListSchema = v.object({
  pipelines: v.array(pipelineSchema),
  nextCursor: v.nullable(cursorSchema),
});
export type PipelineList = v.InferOutput<typeof pipelineListSchema>;

/** Steps in an order in which they can run; those of one wave at the same time. */
export const pipelinePlanSchema = v.object({
  name: v.string(),
  waves: v.array(v.array(v.string())),
});
export type PipelinePlan = v.InferOutput<typeof pipelinePlanSchema>;

/** `waitMs`: answer when the pipeline has ended, or this many milliseconds have passed. */
export const pipelineQuerySchema = v.strictObject({
  waitMs: v.optional(integerParameter(0, 600_000)),
});
export type PipelineQuery = v.InferOutput<typeof pipelineQuerySchema>;
