import { join } from 'node:path';
import { StoreError, type SessionStore } from '@aegis/store';
import { openSqliteStore } from '@aegis/store/sqlite';
import { mountSmallDisk, whyNoSmallDisk, type SmallDisk } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionId, storedSession } from '../testing/stored-session.ts';

const whyNot = whyNoSmallDisk();
const ID = sessionId(1);
const TEXT = 'x'.repeat(100_000);

describe.skipIf(whyNot !== null)(`SQLite on a full disk (${whyNot ?? 'tmpfs'})`, () => {
  let disk: SmallDisk;
  let store: SessionStore;
  beforeAll(() => {
    disk = mountSmallDisk(4_096);
    store = openSqliteStore({ path: join(disk.path, 'aegis.db') });
    storedSession(store);
  });
  afterAll(() => {
    store.close();
    disk.dispose();
  });

  const event = { sessionId: ID, type: 'x', at: 1, data: { text: TEXT } };
  const row = {
    id: 'msg_1',
    sessionId: ID,
    text: TEXT,
    idempotencyKey: null,
    state: 'queued',
    attempts: 0,
    evidence: null,
    createdAt: 1,
  } as const;
  const everything = () => ({
    events: store.listEvents({ after: 0, limit: 99 }).length,
    last: store.lastEventId(),
    rows: store.listOutbox({ sessionId: ID }).length,
    session: store.getSession(ID)?.workDir.length,
    key: store.getKey('k', 1),
  });

  test.each<[string, () => unknown]>([
    ['an event', () => store.appendEvent(event)],
    ['a prompt', () => store.enqueue(row)],
    ['a session', () => store.updateSession(ID, { workDir: `/${TEXT}` })],
    ['a key', () => store.setKey({ key: 'k', value: TEXT, at: 1, expiresAt: null })],
    [
      'several of them',
      () =>
        store.transaction(() => {
          store.enqueue({ ...row, id: 'msg_2' });
          store.appendEvent(event);
        }),
    ],
  ])('%s is stored, or said not to be and nothing of it there', (_, write) => {
    const before = everything();
    disk.fill();
    let error: unknown = null;
    try {
      write();
    } catch (thrown) {
      error = thrown;
    }
    expect(StoreError.is(error) && error.code).toBe('full');
    expect(everything()).toEqual(before);
    disk.free();
    write();
    expect(everything()).not.toEqual(before);
  });
});
