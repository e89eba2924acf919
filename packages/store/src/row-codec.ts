import * as v from 'valibot';
import { jsonObjectTextSchema, jsonTextSchema, stringListTextSchema, toJsonText } from './json.ts';
import {
  OUTBOX_STATES,
  type EventRow,
  type KeyValue,
  type OutboxRow,
  type SessionRow,
} from './types.ts';

/** A row's columns as they are kept: scalars and JSON text. Both stores keep these, so both read back the same. */
export type Columns = Record<string, string | number | null>;

const nullableNumber = v.nullable(v.number());
const nullableString = v.nullable(v.string());

const sessionColumns = v.object({
  id: v.string(),
  work_dir: v.string(),
  parent_id: nullableString,
  status: v.string(),
  tags: stringListTextSchema,
  // A cursor holds it.
  created_at: v.pipe(v.number(), v.safeInteger()),
  updated_at: v.number(),
  ended_at: nullableNumber,
  data: jsonObjectTextSchema,
});

export const sessionCodec = {
  table: 'sessions',
  key: 'id',
  schema: v.pipe(
    sessionColumns,
    v.transform((row): SessionRow => ({
      id: row.id,
      workDir: row.work_dir,
      parentId: row.parent_id,
      status: row.status,
      tags: row.tags,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      endedAt: row.ended_at,
      data: row.data,
    })),
  ),
};

/** Only the columns that `patch` names. */
export function sessionPatchColumns(patch: Partial<SessionRow>): Columns {
  const columns: Columns = {};
  if (patch.workDir !== undefined) columns['work_dir'] = text(patch.workDir);
  if (patch.parentId !== undefined) columns['parent_id'] = nullableText(patch.parentId);
  if (patch.status !== undefined) columns['status'] = text(patch.status);
  if (patch.tags !== undefined) columns['tags'] = toJsonText(patch.tags);
  if (patch.updatedAt !== undefined) columns['updated_at'] = patch.updatedAt;
  if (patch.endedAt !== undefined) columns['ended_at'] = patch.endedAt;
  if (patch.data !== undefined) columns['data'] = toJsonText(patch.data);
  return columns;
}

export function sessionToColumns(row: SessionRow): Columns {
  return { id: text(row.id), created_at: row.createdAt, ...sessionPatchColumns(row) };
}

export const eventCodec = {
  table: 'events',
  key: 'id',
  schema: v.pipe(
    v.object({
      id: v.number(),
      session_id: v.nullable(v.string()),
      type: v.string(),
      at: v.number(),
      data: jsonObjectTextSchema,
    }),
    v.transform((row): EventRow => ({
      id: row.id,
      sessionId: row.session_id,
      type: row.type,
      at: row.at,
      data: row.data,
    })),
  ),
};

export function eventToColumns(event: Omit<EventRow, 'id'>): Columns {
  return {
    session_id: event.sessionId === null ? null : text(event.sessionId),
    type: text(event.type),
    at: event.at,
    data: toJsonText(event.data),
  };
}

export const outboxCodec = {
  table: 'outbox',
  key: 'id',
  schema: v.pipe(
    v.object({
      id: v.string(),
      session_id: v.string(),
      seq: v.number(),
      text: v.string(),
      idempotency_key: nullableString,
      state: v.picklist(OUTBOX_STATES),
      attempts: v.number(),
      evidence: v.nullable(jsonObjectTextSchema),
      created_at: v.number(),
      updated_at: v.number(),
    }),
    v.transform((row): OutboxRow => ({
      id: row.id,
      sessionId: row.session_id,
      seq: row.seq,
      text: row.text,
      idempotencyKey: row.idempotency_key,
      state: row.state,
      attempts: row.attempts,
      evidence: row.evidence,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    })),
  ),
};

export function outboxToColumns(row: OutboxRow): Columns {
  return {
    id: text(row.id),
    session_id: text(row.sessionId),
    seq: row.seq,
    text: text(row.text),
    idempotency_key: nullableText(row.idempotencyKey),
    state: row.state,
    attempts: row.attempts,
    evidence: row.evidence === null ? null : toJsonText(row.evidence),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

export const keyCodec = {
  table: 'keys',
  key: 'key',
  schema: v.pipe(
    v.object({
      key: v.string(),
      value: jsonTextSchema,
      updated_at: v.number(),
      expires_at: nullableNumber,
    }),
    v.transform((row): KeyValue => ({
      key: row.key,
      value: row.value,
      updatedAt: row.updated_at,
      expiresAt: row.expires_at,
    })),
  ),
};

/** Lone surrogates cannot be stored as UTF-8; both stores replace them alike. */
export function text(value: string): string {
  return value.toWellFormed();
}

export function nullableText(value: string | null): string | null {
  return value === null ? null : text(value);
}
