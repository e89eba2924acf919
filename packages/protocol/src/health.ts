import * as v from 'valibot';

export const healthSchema = v.object({
  status: v.picklist(['ok', 'degraded']),
  /** The rest is left out where a token is set and the caller has none. */
  version: v.optional(v.string()),
  uptimeMs: v.optional(v.number()),
  pid: v.optional(v.number()),
  stateDir: v.optional(v.string()),
  sessions: v.optional(v.object({ total: v.number(), byStatus: v.record(v.string(), v.number()) })),
  store: v.optional(
    v.object({
      /** Whether what happens can be stored: prompts, events, sessions. */
      available: v.boolean(),
      /** Why not, and what to do. */
      problem: v.nullable(v.string()),
      /** Rows that cannot be read; they are kept, and left out everywhere. */
      damagedRows: v.number(),
    }),
  ),
  runtime: v.optional(
    v.object({
      tmux: v.object({
        available: v.boolean(),
        version: v.nullable(v.string()),
        /** What `tmux -L` takes to reach these sessions. */
        socketName: v.nullable(v.string()),
        problem: v.nullable(v.string()),
      }),
      claude: v.object({
        available: v.boolean(),
        version: v.nullable(v.string()),
        command: v.array(v.string()),
        problem: v.nullable(v.string()),
      }),
    }),
  ),
});
export type Health = v.InferOutput<typeof healthSchema>;
