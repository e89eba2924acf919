import * as v from 'valibot';
import { sessionIdSchema } from './ids.ts';
import { lastTurnSchema, usageSchema } from './session.ts';
import { sessionStatusSchema } from './status.ts';
import { timestampSchema } from './time.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const modelUsageSchema = v.object({ model: v.string(), usage: usageSchema });

const toolCountSchema = v.object({ name: v.string(), calls: count, errors: count });

/** A session at a glance: what was said and done in it, how long it took, what it cost. */
export const summarySchema = v.object({
  id: sessionIdSchema,
  name: v.string(),
  workDir: v.string(),
  status: sessionStatusSchema,
  statusText: v.nullable(v.string()),
  lastTurn: v.nullable(lastTurnSchema),
  /** Pieces of the conversation, as `read` counts them. */
  messages: v.object({
    total: count,
    user: count,
    assistant: count,
    system: count,
    toolUses: count,
    toolResults: count,
    toolErrors: count,
  }),
  /** Prompts of the main conversation. */
  prompts: count,
  /** By number of calls. */
  tools: v.array(toolCountSchema),
  /** Files that Claude's own tools wrote or edited, in order of first change; what commands changed is not known. */
  filesChanged: v.array(v.string()),
  firstPrompt: v.nullable(v.string()),
  lastText: v.nullable(v.string()),
  usage: usageSchema,
  models: v.array(modelUsageSchema),
  /** From its creation to its end, or to now. */
  durationMs: v.number(),
  /** Of it, in `working`. */
  workingMs: v.number(),
  createdAt: timestampSchema,
  endedAt: v.nullable(timestampSchema),
});
export type Summary = v.InferOutput<typeof summarySchema>;

const statusTimesSchema = v.record(v.string(), v.number());

/** Counted from the stored events of a session. */
export const sessionMetricsSchema = v.object({
  id: sessionIdSchema,
  /** False where events of the session were pruned: what is counted is less than what was. */
  complete: v.boolean(),
  prompts: v.object({
    delivered: count,
    unconfirmed: count,
    failed: count,
    queued: count,
  }),
  turns: v.object({
    total: count,
    byOutcome: v.object({
      completed: count,
      interrupted: count,
      failed: count,
      refused: count,
      limited: count,
    }),
  }),
  /** Dialogs that were open; by whom they were closed. */
  pendings: v.object({ opened: count, byAegis: count, elsewhere: count, byPolicy: count }),
  policy: v.object({ allowed: count, denied: count, asked: count }),
  stalls: count,
  recoverySteps: count,
  messages: count,
  toolCalls: count,
  toolErrors: count,
  tools: v.array(toolCountSchema),
  /** Milliseconds in each status, the one of now included. */
  statusMs: statusTimesSchema,
  /** The newest 1,000 changes at least; `statusMs` counts all. */
  statusHistory: v.array(v.object({ status: sessionStatusSchema, at: timestampSchema })),
  usage: usageSchema,
  models: v.array(modelUsageSchema),
  contextTokens: v.nullable(v.number()),
});
export type SessionMetrics = v.InferOutput<typeof sessionMetricsSchema>;

/** Milliseconds. Null where nothing was measured. */
export const latencyStatsSchema = v.nullable(
  v.object({
    count,
    minMs: v.number(),
    medianMs: v.number(),
    p95Ms: v.number(),
    maxMs: v.number(),
    lastMs: v.number(),
  }),
);
export type LatencyStats = v.InferOutput<typeof latencyStatsSchema>;

export const latencySchema = v.object({
  id: sessionIdSchema,
  complete: v.boolean(),
  /** From the start of Claude Code to the first status in which it takes a prompt, works on one or asks something. */
  startup: latencyStatsSchema,
  /** From a prompt's acceptance by Aegis to the proof of its delivery. */
  delivery: latencyStatsSchema,
  /** From a delivered prompt to Claude's first words or tool call. */
  firstResponse: latencyStatsSchema,
  /** From a delivered prompt to the end of its turn. */
  turn: latencyStatsSchema,
  /** From the opening of a dialog to its end. */
  answer: latencyStatsSchema,
});
export type Latency = v.InferOutput<typeof latencySchema>;

export const HEALTH_HINTS = [
  'exited',
  'waiting',
  'stalled',
  'unknown_screen',
  'process_gone',
  'hooks_silent',
  'not_saved',
  'unconfirmed_prompt',
  'starting_long',
] as const;

/** Whether a session is alive and well, and what to do where it is not. */
export const sessionHealthSchema = v.object({
  id: sessionIdSchema,
  status: sessionStatusSchema,
  /** Its process runs. */
  alive: v.boolean(),
  /** It runs, and there is no hint but that somebody is asked. */
  healthy: v.boolean(),
  hints: v.array(v.object({ code: v.picklist(HEALTH_HINTS), message: v.string() })),
  pid: v.nullable(v.number()),
  lastActivityAt: timestampSchema,
});
export type SessionHealth = v.InferOutput<typeof sessionHealthSchema>;
