import * as v from 'valibot';
import { promptDeliverySchema } from './delivery.ts';
import { pendingSchema } from './dialog.ts';
import { explanationSchema } from './explanation.ts';
import { cursorSchema, pipelineIdSchema, sessionIdSchema, templateIdSchema } from './ids.ts';
import { memoryKeySchema } from './memory.ts';
import { permissionPolicySchema, widensPermissions } from './policy.ts';
import { recoveryPolicySchema, stallSchema, stallThresholdSchema } from './recovery.ts';
import { evidenceSchema, sessionStatusSchema } from './status.ts';
import { oneLineSchema, promptTextSchema } from './text.ts';
import { timestampSchema } from './time.ts';

export const RUNTIMES = ['tmux', 'acp', 'pty'] as const;
export type RuntimeKind = (typeof RUNTIMES)[number];

export const PERMISSION_MODES = [
  'default',
  'acceptEdits',
  'plan',
  'auto',
  'dontAsk',
  'bypassPermissions',
] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** How the last turn ended. An idle session is not yet a successful one. */
export const TURN_OUTCOMES = ['completed', 'interrupted', 'failed', 'refused', 'limited'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

export const lastTurnSchema = v.object({
  outcome: v.picklist(TURN_OUTCOMES),
  error: v.nullable(v.string()),
  endedAt: timestampSchema,
  text: v.nullable(v.string()),
});
export type LastTurn = v.InferOutput<typeof lastTurnSchema>;

/** `released`: an adopted session that Aegis let go of; it goes on without us. */
export const EXIT_REASONS = ['killed', 'exited', 'crashed', 'runtime_lost', 'released'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

export const sessionExitSchema = v.object({
  code: v.nullable(v.number()),
  signal: v.nullable(v.string()),
  at: timestampSchema,
  reason: v.picklist(EXIT_REASONS),
  /** The last lines of the screen, where the process ended on its own. */
  lastScreen: v.nullable(v.string()),
});
export type SessionExit = v.InferOutput<typeof sessionExitSchema>;

export const usageSchema = v.object({
  inputTokens: v.number(),
  outputTokens: v.number(),
  cacheReadTokens: v.number(),
  cacheWriteTokens: v.number(),
  costUsd: v.nullable(v.number()),
});
export type Usage = v.InferOutput<typeof usageSchema>;

/** What the nine statuses leave out. */
export const sessionDetailSchema = v.object({
  /** A finer word for the state: `compacting`, `retrying`, `login`, the name of an overlay, … */
  activity: v.nullable(v.string()),
  /** What the mode line of the screen says: `manual`, `accept edits`, `plan`, … */
  modeLine: v.nullable(v.string()),
  /** Text in the input box that nobody has sent. */
  draft: v.nullable(v.string()),
  /** Prompts in the outbox that are not yet proven delivered. */
  queued: v.number(),
});
export type SessionDetail = v.InferOutput<typeof sessionDetailSchema>;

/** A git worktree of a session's own. */
export const worktreeSchema = v.object({
  path: v.string(),
  branch: v.string(),
  /** The commit that it began at. */
  base: v.string(),
  /** The repository that it belongs to. */
  repository: v.string(),
});
export type Worktree = v.InferOutput<typeof worktreeSchema>;

/** A session as everybody sees it. What is not known is null. */
export const sessionSchema = v.object({
  id: sessionIdSchema,
  name: v.string(),
  runtime: v.picklist(RUNTIMES),
  workDir: v.string(),
  status: sessionStatusSchema,
  statusText: v.nullable(v.string()),
  statusSince: timestampSchema,
  evidence: evidenceSchema,
  pending: v.nullable(pendingSchema),
  lastTurn: v.nullable(lastTurnSchema),
  promptDelivery: v.nullable(promptDeliverySchema),
  stall: v.nullable(stallSchema),
  detail: sessionDetailSchema,
  claudeSessionId: v.nullable(v.string()),
  claudeVersion: v.nullable(v.string()),
  transcriptPath: v.nullable(v.string()),
  pid: v.nullable(v.number()),
  paneId: v.nullable(v.string()),
  windowId: v.nullable(v.string()),
  windowName: v.nullable(v.string()),
  /** Where a session runs that a person started and Aegis adopted; null for one that Aegis started. */
  adopted: v.nullable(v.object({ socketPath: v.string() })),
  permissionMode: v.nullable(v.string()),
  model: v.nullable(v.string()),
  parentId: v.nullable(sessionIdSchema),
  tags: v.array(v.string()),
  /** The template that it was made from. */
  templateId: v.nullable(v.string()),
  /** The step of a pipeline that it runs, and which of its tries, from 1. */
  pipeline: v.nullable(v.object({ id: pipelineIdSchema, step: v.string(), attempt: v.number() })),
  worktree: v.nullable(worktreeSchema),
  /** What is decided without asking anybody; null: nothing. */
  policy: v.nullable(permissionPolicySchema),
  /** What is done about a stall; null: it is told, and nothing is done. */
  recovery: v.nullable(recoveryPolicySchema),
  usage: usageSchema,
  createdAt: timestampSchema,
  lastActivityAt: timestampSchema,
  exit: v.nullable(sessionExitSchema),
});
export type Session = v.InferOutput<typeof sessionSchema>;

const environmentName = v.pipe(v.string(), v.regex(/^(?!\d)\w+$/));
// NUL ends an argument, so it can be in none.
const argument = v.pipe(v.string(), v.regex(/^[^\0]*$/, 'must not contain NUL'));
const tagSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const tagsSchema = v.pipe(v.array(tagSchema), v.maxLength(32));

// What a shell or git could take for something else is in no branch's name.
export const gitNameSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.regex(/^[\w./-]+$/, 'may have letters, digits and _ . / - alone'),
  v.regex(/^(?!-)/, 'must not begin with -'),
);

/**
 * `true`, or: `branch`: its branch, which must not exist; default `aegis/<name>-<id>`. `base`: what it begins at; default
 * HEAD. `keep`: whether it stays when its session ends; default: only where it has changes or commits of its own.
 */
export const worktreeRequestSchema = v.union([
  v.boolean(),
  v.strictObject({
    branch: v.optional(gitNameSchema),
    base: v.optional(gitNameSchema),
    keep: v.optional(v.picklist(['always', 'changed'])),
  }),
]);
export type WorktreeRequest = v.InferOutput<typeof worktreeRequestSchema>;

/**
 * - `worktree`: work in a git worktree of its own instead of in `workDir` itself
 * - `templateId`, `variables`: start from a template; what stands beside them goes before what it says
 * - `memoryKeys`: entries of the shared state that are put before the prompt
 * - `stallThresholdMs`: default 300,000
 * - `policy`, `recovery`: see their schemas
 * - `wait`: `false` answers as soon as Claude Code is started; default `true`
 */
export const createSessionBodySchema = v.strictObject({
  workDir: v.pipe(argument, v.minLength(1, 'must be the absolute path of a directory')),
  name: v.optional(oneLineSchema),
  prompt: v.optional(promptTextSchema),
  permissionMode: v.optional(v.picklist(PERMISSION_MODES)),
  model: v.optional(
    // A dash at the begin would make it a flag of Claude Code.
    v.pipe(argument, v.minLength(1), v.maxLength(200), v.regex(/^(?!-)/, 'must not begin with -')),
  ),
  env: v.optional(v.record(environmentName, argument)),
  claudeArgs: v.optional(v.pipe(v.array(argument), v.maxLength(100))),
  resumeSessionId: v.optional(v.pipe(v.string(), v.uuid())),
  forkSession: v.optional(v.boolean()),
  parentId: v.optional(sessionIdSchema),
  tags: v.optional(tagsSchema),
  runtime: v.optional(v.picklist(RUNTIMES)),
  worktree: v.optional(worktreeRequestSchema),
  templateId: v.optional(templateIdSchema),
  variables: v.optional(v.record(v.string(), v.pipe(v.string(), v.maxLength(100_000)))),
  memoryKeys: v.optional(v.pipe(v.array(memoryKeySchema), v.maxLength(50))),
  stallThresholdMs: v.optional(stallThresholdSchema),
  policy: v.optional(permissionPolicySchema),
  recovery: v.optional(recoveryPolicySchema),
  wait: v.optional(v.boolean()),
});
export type CreateSessionBody = v.InferOutput<typeof createSessionBodySchema>;

export const resumeBodySchema = v.strictObject({ prompt: v.optional(promptTextSchema) });
export type ResumeBody = v.InferOutput<typeof resumeBodySchema>;

/** What a request to create a session asks beyond the right to create one: each field widens what the session may do. */
export function wideningFields(
  body: Pick<CreateSessionBody, 'permissionMode' | 'claudeArgs' | 'env' | 'policy'>,
): string[] {
  const { permissionMode = 'default', claudeArgs = [], env = {}, policy } = body;
  return [
    ...(permissionMode === 'default' || permissionMode === 'plan' ? [] : ['permissionMode']),
    ...(claudeArgs.length === 0 ? [] : ['claudeArgs']),
    ...(Object.keys(env).length === 0 ? [] : ['env']),
    ...(policy !== undefined && widensPermissions(policy) ? ['policy'] : []),
  ];
}

/** A list in a query string: `a,b`. */
const commaList = <const T extends readonly string[]>(values: T) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((part) => part.trim())),
    v.array(v.picklist(values)),
  );

/** A number in a query string. */
const integerParameter = (minimum: number, maximum: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(minimum),
    v.maxValue(maximum),
  );

const statusList = commaList(sessionStatusSchema.options);

export const listSessionsQuerySchema = v.strictObject({
  status: v.optional(statusList),
  workDir: v.optional(v.string()),
  tag: v.optional(v.string()),
  parentId: v.optional(v.string()),
  limit: v.optional(integerParameter(1, 500)),
  cursor: v.optional(cursorSchema),
});
export type ListSessionsQuery = v.InferOutput<typeof listSessionsQuerySchema>;
/** What a caller passes before it becomes a query string. */
export type ListSessionsInput = v.InferInput<typeof listSessionsQuerySchema>;

export const sessionListSchema = v.object({
  sessions: v.array(sessionSchema),
  nextCursor: v.nullable(cursorSchema),
});
export type SessionList = v.InferOutput<typeof sessionListSchema>;

export const MAX_WAIT_MS = 600_000;
export const waitQuerySchema = v.strictObject({
  status: v.optional(statusList),
  timeoutMs: v.optional(integerParameter(0, MAX_WAIT_MS)),
});
export type WaitQuery = v.InferOutput<typeof waitQuerySchema>;

/** The session, and whether the wait ended before it got there. */
export const waitResultSchema = v.object({ ...sessionSchema.entries, timedOut: v.boolean() });
export type WaitResult = v.InferOutput<typeof waitResultSchema>;

/** A yes or no in a query string: `1`, `true`, `0`, `false`. */
const flagParameter = v.pipe(
  v.picklist(['1', 'true', '0', 'false']),
  v.transform((text) => text === '1' || text === 'true'),
);

export const getSessionQuerySchema = v.strictObject({
  /** Also say how the status came about. */
  explain: v.optional(flagParameter),
});
export type GetSessionQuery = v.InferOutput<typeof getSessionQuerySchema>;

/** A session; with `explain`, also how its status came about. */
export const sessionAnswerSchema = v.object({
  ...sessionSchema.entries,
  explanation: v.optional(explanationSchema),
});
export type SessionAnswer = v.InferOutput<typeof sessionAnswerSchema>;

export { integerParameter };
