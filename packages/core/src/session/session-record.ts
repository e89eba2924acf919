import {
  evidenceSchema,
  lastTurnSchema,
  pendingSchema,
  PERMISSION_MODES,
  permissionPolicySchema,
  pipelineIdSchema,
  promptDeliverySchema,
  RECOVERY_RUNGS,
  recoveryPolicySchema,
  RUNTIMES,
  sessionDetailSchema,
  sessionExitSchema,
  sessionStatusSchema,
  stallSchema,
  usageSchema,
  worktreeSchema,
  type Evidence,
  type SessionStatus,
} from '@aegis/protocol';
import type { JsonObject, SessionRow } from '@aegis/store';
import * as v from 'valibot';
import { momentSchema } from './moment.ts';

export const NO_USAGE = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
} as const;

export const NO_DETAIL = { activity: null, modeLine: null, draft: null, queued: 0 } as const;

const locationSchema = v.object({
  paneId: v.nullable(v.string()),
  windowId: v.nullable(v.string()),
  windowName: v.nullable(v.string()),
  pid: v.number(),
});

/** A session that a person started, and how its program is found again. */
const adoptedSchema = v.object({
  socketPath: v.string(),
  paneId: v.string(),
  pid: v.number(),
  /** When its process started, as the system tells it; null where it does not. */
  processStart: v.nullable(v.string()),
});

/** Any value that is no moment is the beginning of time. */
const lenientMoment = v.fallback(momentSchema, 0);

/** One transcript of a session: `/clear` and `/resume` start another one inside the same session. */
const transcriptRecordSchema = v.object({
  claudeSessionId: v.string(),
  path: v.nullable(v.string()),
  /** Byte after the last line that was told of. */
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  inode: v.nullable(v.number()),
});
/** Where the conversation stood when a prompt began to be typed: what comes of it stands behind that. */
const typingSchema = v.object({
  messageId: v.string(),
  claudeSessionId: v.string(),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** How far up the recovery ladder it is. A step is written down before it is made: none is made twice. */
const ladderSchema = v.object({
  /** Steps that were begun. */
  made: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** When the last of them was begun, and which it was. */
  at: momentSchema,
  rung: v.picklist(RECOVERY_RUNGS),
  /** It is being made, or was when Aegis ended. */
  isClimbing: v.boolean(),
});
/** What a session was started with that is told nowhere else. Environments have secrets: it is shown to nobody. */
const launchSchema = v.object({
  env: v.record(v.string(), v.string()),
  claudeArgs: v.array(v.string()),
  permissionMode: v.picklist(PERMISSION_MODES),
});

export type TranscriptRecord = v.InferOutput<typeof transcriptRecordSchema>;

/** A field that another version wrote differently becomes null: one odd value never loses a session. */
const lenient = <T extends v.GenericSchema>(schema: T) => v.fallback(v.nullable(schema), null);

/** What core keeps of a session beside the columns that are searched by. */
const recordDataSchema = v.object({
  name: v.fallback(v.string(), ''),
  runtime: v.fallback(v.picklist(RUNTIMES), 'tmux'),
  hookSecret: lenient(v.string()),
  /** The loopback port that the session's hooks call, for as long as it lives. */
  hookPort: lenient(v.number()),
  claudeSessionId: lenient(v.string()),
  claudeVersion: lenient(v.string()),
  configDir: lenient(v.string()),
  permissionMode: lenient(v.string()),
  model: lenient(v.string()),
  location: lenient(locationSchema),
  adopted: lenient(adoptedSchema),
  transcripts: v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((stored) => stored.filter((each) => v.is(transcriptRecordSchema, each))),
    ),
    [],
  ),
  statusText: lenient(v.string()),
  statusSince: lenientMoment,
  evidence: lenient(evidenceSchema),
  pending: lenient(pendingSchema),
  /** Tells the dialog of `pending` from another one, also after a restart. */
  pendingKey: lenient(v.string()),
  lastTurn: lenient(lastTurnSchema),
  /** Outbox id of the prompt that the session was created with. */
  firstPromptId: lenient(v.string()),
  promptDelivery: lenient(promptDeliverySchema),
  /** The prompt that was typed last. */
  typing: lenient(typingSchema),
  detail: v.fallback(sessionDetailSchema, { ...NO_DETAIL }),
  usage: v.fallback(usageSchema, { ...NO_USAGE }),
  /** What stands in its conversations from this time on, it has used itself; null: all of it counts as its own. */
  usageSince: lenient(momentSchema),
  lastActivityAt: lenientMoment,
  exit: lenient(sessionExitSchema),
  templateId: lenient(v.string()),
  pipeline: lenient(v.object({ id: pipelineIdSchema, step: v.string(), attempt: v.number() })),
  worktree: lenient(worktreeSchema),
  /** Whether the worktree stays when the session ends, whatever is in it. */
  keepWorktree: lenient(v.boolean()),
  /** The worktree that it had, which was taken away unchanged: it can be made again. */
  formerWorktree: lenient(worktreeSchema),
  policy: lenient(permissionPolicySchema),
  recovery: lenient(recoveryPolicySchema),
  stallThresholdMs: lenient(v.number()),
  stall: lenient(stallSchema),
  /** What the screen showed of the work when the stall began, as a fingerprint. */
  stallShown: lenient(v.string()),
  ladder: lenient(ladderSchema),
  launch: lenient(launchSchema),
});
export type RecordData = v.InferOutput<typeof recordDataSchema>;

export interface SessionRecord extends RecordData {
  /** Fields that a newer version wrote and this one does not know: they are written back as they were. */
  readonly otherFields: JsonObject;
  readonly id: string;
  readonly workDir: string;
  readonly parentId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  status: SessionStatus;
}

/** Never throws: what cannot be read is null, and an unknown status is `unknown`. */
export function recordFromRow(row: SessionRow): SessionRecord {
  const data = v.parse(v.fallback(recordDataSchema, v.parse(recordDataSchema, {})), row.data);
  const status = v.safeParse(sessionStatusSchema, row.status);
  return {
    ...data,
    otherFields: otherFields(row.data),
    id: row.id,
    workDir: row.workDir,
    parentId: row.parentId,
    tags: row.tags,
    createdAt: v.parse(lenientMoment, row.createdAt),
    status: status.success ? status.output : 'unknown',
  };
}

export function rowFromRecord(record: SessionRecord, updatedAt: number): SessionRow {
  const { id, workDir, parentId, tags, createdAt, status, otherFields, ...data } = record;
  return {
    id,
    workDir,
    parentId,
    tags,
    createdAt,
    status,
    updatedAt,
    endedAt: data.exit === null ? null : Date.parse(data.exit.at),
    // Every field of the schema above is JSON.
    data: { ...otherFields, ...(data as unknown as JsonObject) },
  };
}

function otherFields(data: JsonObject): JsonObject {
  const isKnown = (name: string) => Object.hasOwn(recordDataSchema.entries, name);
  const parsed = v.safeParse(v.record(v.string(), v.any()), data);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(data).filter(([name]) => !isKnown(name)));
}

/** A record with nothing known but what is passed. */
export function newRecord(
  known: Pick<SessionRecord, 'id' | 'workDir' | 'parentId' | 'tags' | 'createdAt' | 'status'> &
    Partial<RecordData>,
): SessionRecord {
  const empty = v.parse(recordDataSchema, {});
  const { createdAt } = known;
  return { ...empty, otherFields: {}, statusSince: createdAt, lastActivityAt: createdAt, ...known };
}

/** A stored session without evidence was never observed: it is as its creation left it. */
export function evidenceOf(record: SessionRecord): Evidence {
  return (
    record.evidence ?? {
      source: 'launch',
      rule: 'launch.created',
      at: new Date(record.createdAt).toISOString(),
    }
  );
}
