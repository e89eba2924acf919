import { createMemoryStore, type SessionStore } from '@aegis/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { gateKey } from '../gate/gate-key.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { retentionLimits, type RetentionOptions } from './limits.ts';
import { Retention } from './retention.ts';

const DAY_MS = 86_400_000;
const ENDED = { code: 0, signal: null, reason: 'exited', lastScreen: null } as const;
const [LIVE, OLD, NEW] = [sessionId(1), sessionId(2), sessionId(3)];

describe('Retention', () => {
  let clock: ManualClock;
  let store: SessionStore;
  let events: EventLog;
  let retention: Retention;
  let folders: Set<string>;
  beforeEach(() => {
    clock = new ManualClock(Date.UTC(2026, 5, 1));
    store = createMemoryStore();
    events = new EventLog(store);
    storedSession(store, { id: LIVE });
    endedDaysAgo(OLD, 91);
    endedDaysAgo(NEW, 89);
    folders = new Set([LIVE, OLD, NEW, 'foreign']);
  });
  afterEach(() => retention.stop());

  function endedDaysAgo(id: string, days: number): void {
    const at = new Date(clock.now() - days * DAY_MS).toISOString();
    storedSession(store, { id, status: 'exited', exit: { ...ENDED, at } });
  }
  function start(options: RetentionOptions = {}): void {
    retention = new Retention({
      store,
      events,
      clock,
      logger: silentLogger,
      limits: retentionLimits(options),
      listFolders: () => Promise.resolve([...folders]),
      removeFolder: (id) => Promise.resolve(void folders.delete(id)),
      prunePipelines: () => 0,
    });
    retention.sweep();
  }
  function append(count: number, daysAgo: number, id = LIVE): void {
    const at = clock.now() - daysAgo * DAY_MS;
    for (let index = 0; index < count; index += 1) {
      store.appendEvent({ sessionId: id, type: 'x', at, data: {} });
    }
  }
  function prompt(id: string, daysAgo: number, state: 'delivered' | 'queued'): void {
    store.enqueue({
      id,
      sessionId: LIVE,
      text: 'hello',
      idempotencyKey: id,
      state,
      attempts: 1,
      evidence: null,
      createdAt: clock.now() - daysAgo * DAY_MS,
    });
  }
  const kept = (): number => store.listEvents({ after: 0, limit: 1e6 }).length;

  test('takes the events that are too old, whatever session they are of', async () => {
    append(700, 31);
    append(3, 29);
    append(2, 31, NEW);
    start();
    await clock.advance(1_000);
    expect([kept(), store.firstEventId(), store.lastEventId()]).toEqual([3, 701, 705]);
  });

  test('takes the events that are too many, the oldest of them', async () => {
    append(1_000, 1);
    start({ eventMaxCount: 10 });
    await clock.advance(1_000);
    expect([kept(), store.firstEventId()]).toEqual([10, 991]);
  });

  test('takes settled prompts with their keys as late as events, and none that waits', async () => {
    prompt('old', 31, 'delivered');
    prompt('new', 29, 'delivered');
    prompt('waiting', 31, 'queued');
    start();
    await clock.advance(1_000);
    expect(store.listOutbox({ sessionId: LIVE }).map(({ id }) => id)).toEqual(['new', 'waiting']);
  });

  test('takes sessions long after their end, with all that is theirs', async () => {
    append(600, 1, OLD);
    append(1, 1, NEW);
    start();
    await clock.advance(1_000);
    expect(
      store
        .listSessions()
        .sessions.map(({ id }) => id)
        .sort(),
    ).toEqual([LIVE, NEW]);
    expect(kept()).toBe(1);
  });

  test('takes the gate report of a session with it, and leaves the others', async () => {
    for (const id of [OLD, NEW]) {
      store.setKey({ key: gateKey(id), value: {}, at: clock.now(), expiresAt: null });
    }
    start();
    await clock.advance(1_000);
    const kept = store.listKeys({ prefix: 'core.gate.', at: clock.now() });
    expect(kept.map(({ key }) => key)).toEqual([gateKey(NEW)]);
  });

  test('takes the settings files of what has ended, and no others', async () => {
    start();
    await clock.advance(1_000);
    expect([...folders]).toEqual([LIVE, 'foreign']);
  });

  test('leaves those of a session that ended just now', async () => {
    folders = new Set([sessionId(4)]);
    endedDaysAgo(sessionId(4), 0);
    start();
    await clock.advance(1_000);
    expect(folders.size).toBe(1);
    await clock.advance(3_600_000);
    expect(folders.size).toBe(0);
  });

  test('with 0 for each, keeps all but settings files', async () => {
    append(1_000, 4_000);
    prompt('old', 4_000, 'delivered');
    start({ eventMaxAgeDays: 0, eventMaxCount: 0, sessionMaxAgeDays: 0 });
    await clock.advance(1_000);
    expect([kept(), store.listOutbox({ sessionId: LIVE }).length]).toEqual([1_000, 1]);
    expect(store.listSessions().sessions).toHaveLength(3);
  });

  test('gives the loop back between steps', async () => {
    append(1_000, 31);
    start();
    await clock.advance(0);
    expect(kept()).toBe(750);
    await clock.advance(20);
    expect(kept()).toBe(500);
  });

  test('comes again within the hour, and sooner where much happens', async () => {
    start({ eventMaxCount: 100 });
    await clock.advance(1_000);
    append(500, 0);
    await clock.advance(3_600_000);
    expect(kept()).toBe(100);
    for (let count = 0; count < 5_000; count += 1) {
      events.commit(() =>
        events.append({
          type: 'screen-drifted',
          sessionId: LIVE,
          at: new Date(clock.now()).toISOString(),
          data: { healed: true, lines: 1 },
        }),
      );
    }
    await clock.advance(1_000);
    expect(kept()).toBe(100);
  });

  test('stops between two steps', async () => {
    append(1_000, 31);
    start();
    await clock.advance(0);
    const stopped = retention.stop();
    await clock.advance(60_000);
    await stopped;
    expect(kept()).toBe(750);
    retention.sweep();
    await clock.advance(3_600_000);
    expect(kept()).toBe(750);
  });
});
