import type { EventRow, OutboxRow, SessionRow } from '../types.ts';

/** Rows for tests, plain but for what the test names. */
export function sessionRow(id: string, fields: Partial<SessionRow> = {}): SessionRow {
  return {
    id,
    workDir: '/work',
    parentId: null,
    status: 'idle',
    tags: [],
    createdAt: 1_000,
    updatedAt: 1_000,
    endedAt: null,
    data: {},
    ...fields,
  };
}

export function eventOf(
  sessionId: string | null,
  fields: Partial<Omit<EventRow, 'id'>> = {},
): Omit<EventRow, 'id'> {
  return { sessionId, type: 'status-changed', at: 1_000, data: { to: 'idle' }, ...fields };
}

export function outboxRow(
  id: string,
  sessionId: string,
  fields: Partial<OutboxRow> = {},
): Omit<OutboxRow, 'seq' | 'updatedAt'> {
  return {
    id,
    sessionId,
    text: 'hello',
    idempotencyKey: null,
    state: 'queued',
    attempts: 0,
    evidence: null,
    createdAt: 2_000,
    ...fields,
  };
}
