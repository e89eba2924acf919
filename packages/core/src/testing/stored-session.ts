import type { SessionStore } from '@aegis/store';
import { newRecord, rowFromRecord, type SessionRecord } from '../session/session-record.ts';

/** A session id of the right form: `ses_` and 20 times the digit. */
export function sessionId(digit: number): string {
  return `ses_${String(digit % 10).repeat(20)}`;
}

/** A session that is in the store, idle since the beginning. */
export function storedSession(
  store: SessionStore,
  known: Partial<SessionRecord> = {},
): SessionRecord {
  const record = newRecord({
    id: sessionId(1),
    workDir: '/work',
    parentId: null,
    tags: [],
    createdAt: Date.UTC(2026, 0, 1),
    status: 'idle',
    ...known,
  });
  store.insertSession(rowFromRecord(record, record.createdAt));
  return record;
}
