import * as v from 'valibot';
import { sessionIdSchema } from './ids.ts';
import { lastTurnSchema, usageSchema } from './session.ts';
import { sessionStatusSchema } from './status.ts';
import { timestampSchema } from './time.ts';

/** A subagent of Claude Code's own, as far as its hooks and its transcript tell. */
export const subagentSchema = v.object({
  id: v.string(),
  type: v.nullable(v.string()),
  description: v.nullable(v.string()),
  state: v.picklist(['running', 'done']),
  startedAt: v.nullable(timestampSchema),
  endedAt: v.nullable(timestampSchema),
  messages: v.number(),
});
export type Subagent = v.InferOutput<typeof subagentSchema>;

export const swarmSessionSchema = v.object({
  id: sessionIdSchema,
  name: v.string(),
  workDir: v.string(),
  status: sessionStatusSchema,
  statusText: v.nullable(v.string()),
  parentId: v.nullable(sessionIdSchema),
  tags: v.array(v.string()),
  /** What it waits on, in a line. */
  pending: v.nullable(
    v.object({ id: v.string(), kind: v.string(), title: v.string(), since: timestampSchema }),
  ),
  stalledSince: v.nullable(timestampSchema),
  lastTurn: v.nullable(lastTurnSchema),
  usage: usageSchema,
  subagents: v.array(subagentSchema),
});
export type SwarmSession = v.InferOutput<typeof swarmSessionSchema>;

const totals = v.object({
  sessions: v.number(),
  byStatus: v.record(v.string(), v.number()),
  /** Those that wait for somebody. */
  waiting: v.number(),
  stalled: v.number(),
  subagentsRunning: v.number(),
  usage: usageSchema,
});

/**
 * `parent`: a session with all that it started, and what those started. `tag`: sessions that share one, or have the one that
 * was asked for. `none`: the rest. A session can stand in several; the totals over all count it once.
 */
export const swarmGroupSchema = v.object({
  kind: v.picklist(['parent', 'tag', 'none']),
  /** The parent's id, or the tag; null for the rest. */
  key: v.nullable(v.string()),
  sessions: v.array(swarmSessionSchema),
  totals,
});
export type SwarmGroup = v.InferOutput<typeof swarmGroupSchema>;

/** A team of Claude Code's own agent teams. */
export const teamSchema = v.object({
  name: v.string(),
  /** The session that leads it, where Aegis knows it. */
  leadSessionId: v.nullable(sessionIdSchema),
  members: v.array(
    v.object({
      name: v.string(),
      agentType: v.nullable(v.string()),
      model: v.nullable(v.string()),
      paneId: v.nullable(v.string()),
      isActive: v.nullable(v.boolean()),
    }),
  ),
  /** tmux sockets of Claude Code's own that belong to it. */
  sockets: v.array(v.string()),
});
export type Team = v.InferOutput<typeof teamSchema>;

export const swarmQuerySchema = v.strictObject({
  /** Only this session and what it started, their children too. */
  parentId: v.optional(v.string()),
  tag: v.optional(v.string()),
  /** Also sessions that have ended; default false. */
  all: v.optional(
    v.pipe(
      v.picklist(['1', 'true', '0', 'false']),
      v.transform((text) => text === '1' || text === 'true'),
    ),
  ),
});
export type SwarmQuery = v.InferOutput<typeof swarmQuerySchema>;

export const swarmSchema = v.object({
  groups: v.array(swarmGroupSchema),
  teams: v.array(teamSchema),
  totals,
});
export type Swarm = v.InferOutput<typeof swarmSchema>;
