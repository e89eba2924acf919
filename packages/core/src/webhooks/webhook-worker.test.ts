import type { AegisEvent, NewEvent } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { failingStore, type FailingStore } from '../testing/failing-store.ts';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { RETRY_AFTER_MS, type AttemptOutcome } from './after-attempt.ts';
import { WebhookRows, type WebhookDefinition } from './webhook-rows.ts';
import { WebhookWorker } from './webhook-worker.ts';

const [ONE, TWO] = [sessionId(1), sessionId(2)];
const HOOK: WebhookDefinition = {
  id: 'whk_00000000000000000001',
  url: 'https://example.com/',
  events: null,
  sessionId: null,
  secret: 'a secret of its own',
  createdAt: 1,
};
const OK: AttemptOutcome = { type: 'answered', status: 200 };
const BROKEN: AttemptOutcome = { type: 'answered', status: 500 };

let clock: ManualClock;
let store: SessionStore;
let disk: FailingStore;
let rows: WebhookRows;
let log: EventLog;
/** Ids of the events of each attempt, with the time of it since the beginning. */
let attempts: [id: number, at: number][];
let respond: (event: AegisEvent) => AttemptOutcome | Promise<AttemptOutcome>;
beforeEach(() => {
  clock = new ManualClock();
  const inner = createMemoryStore();
  storedSession(inner, { id: ONE });
  storedSession(inner, { id: TWO });
  disk = failingStore(inner, clock);
  store = disk.store;
  rows = new WebhookRows(store, () => clock.now());
  log = new EventLog(store);
  attempts = [];
  respond = () => OK;
});

function start(definition: Partial<WebhookDefinition> = {}): WebhookWorker {
  const hook = { ...HOOK, ...definition };
  if (rows.after(hook.id) === null) rows.insert(hook, log.lastId());
  const began = clock.monotonic();
  return new WebhookWorker(hook, rows.after(hook.id) ?? 0, {
    rows,
    events: log,
    clock,
    logger: silentLogger,
    retryAfterMs: RETRY_AFTER_MS,
    attempt: async (event) => {
      attempts.push([event.id, clock.monotonic() - began]);
      return respond(event);
    },
  });
}
const drift = (session = ONE): NewEvent => ({
  type: 'screen-drifted',
  sessionId: session,
  at: '2026-01-01T00:00:00.000Z',
  data: { healed: true, lines: 1 },
});
const exited = (session = ONE): NewEvent => ({
  type: 'session-exited',
  sessionId: session,
  at: '2026-01-01T00:00:00.000Z',
  data: {
    exit: {
      code: 0,
      signal: null,
      at: '2026-01-01T00:00:00.000Z',
      reason: 'exited',
      lastScreen: null,
    },
  },
});
const tell = (...events: NewEvent[]) =>
  log.commit(() => {
    for (const event of events) log.append(event);
  });
const ids = () => attempts.map(([id]) => id);

describe('WebhookWorker', () => {
  test('tells each event once, in order, and keeps how far it is', async () => {
    const worker = start();
    tell(drift(), drift());
    await clock.advance(0);
    tell(drift());
    await clock.advance(0);
    expect(ids()).toEqual([1, 2, 3]);
    expect([rows.after(HOOK.id), worker.view().after]).toEqual([3, 3]);
    await worker.close();
  });

  test('tells only what it was asked for', async () => {
    const worker = start({ events: ['session-exited'], sessionId: ONE });
    tell(drift(), drift(TWO), exited(), exited(TWO), drift());
    await clock.advance(0);
    expect(ids()).toEqual([3]);
    expect(worker.view().after).toBe(5);
    await worker.close();
    expect(rows.after(HOOK.id)).toBe(5);
  });

  test('tries again after 1 s, 5 s, 30 s, 2 min and 10 min, then gives up and goes on', async () => {
    respond = ({ id }) => (id === 1 ? BROKEN : OK);
    const worker = start();
    tell(drift(), drift());
    await clock.advance(999);
    expect(worker.view().failing).toEqual({
      eventId: 1,
      attempts: 1,
      reason: 'status',
      httpStatus: 500,
      detail: null,
      nextAttemptAt: '2026-01-01T00:00:01.000Z',
    });
    await clock.advance(3_600_000);
    expect(attempts).toEqual([
      [1, 0],
      [1, 1_000],
      [1, 6_000],
      [1, 36_000],
      [1, 156_000],
      [1, 756_000],
      [2, 756_000],
    ]);
    expect(worker.dead()).toEqual([
      {
        eventId: 1,
        type: 'screen-drifted',
        sessionId: ONE,
        attempts: 6,
        reason: 'status',
        httpStatus: 500,
        detail: null,
        at: '2026-01-01T00:12:36.000Z',
      },
    ]);
    expect([worker.view().failing, rows.after(HOOK.id)]).toEqual([null, 2]);
    await worker.close();
  });

  test('a clock that is set moves no attempt', async () => {
    respond = () => BROKEN;
    const worker = start();
    tell(drift());
    await clock.advance(0);
    clock.jump(-86_400_000);
    await clock.advance(1_000);
    clock.jump(2 * 86_400_000);
    await clock.advance(4_999);
    expect(attempts).toEqual([
      [1, 0],
      [1, 1_000],
    ]);
    await worker.close();
  });

  test('after a restart it goes on with the event that it was at, and with no other', async () => {
    respond = ({ id }) => (id === 2 ? BROKEN : OK);
    const worker = start();
    tell(drift(), drift(), drift());
    await clock.advance(0);
    await worker.close();
    await clock.advance(3_600_000);
    expect(ids()).toEqual([1, 2]);
    respond = () => OK;
    const next = start();
    tell(drift());
    await clock.advance(0);
    expect(ids()).toEqual([1, 2, 2, 3, 4]);
    await next.close();
  });

  test('an answer that comes after the stop counts for nothing', async () => {
    let answer: (outcome: AttemptOutcome) => void = () => undefined;
    respond = () => new Promise((resolve) => (answer = resolve));
    const worker = start();
    tell(drift());
    await clock.advance(0);
    const stopped = worker.close();
    answer(OK);
    await stopped;
    expect(rows.after(HOOK.id)).toBe(0);
  });

  test('stopped while it passes by what nobody asked for, it stores nothing more', async () => {
    const worker = start({ events: ['session-exited'] });
    const some = (count: number, session: string) =>
      Array.from({ length: count }, () => drift(session));
    // Ids with gaps: what is left fits into one page, and is far apart.
    for (let round = 0; round < 3; round += 1) tell(...some(150, TWO), ...some(60, ONE));
    store.updateSession(TWO, { endedAt: 1 });
    while (store.deleteSession(TWO, { limit: 1_000 }) === 'more');
    await settled();
    expect(rows.after(HOOK.id)).toBe(361);
    const stopped = worker.stop();
    rows.remove(HOOK.id);
    await stopped;
    expect(store.listKeys({ prefix: 'core.webhook', at: clock.now() })).toEqual([]);
  });

  test('how far it is, is kept now and then where nothing is to be told', async () => {
    const worker = start({ events: ['session-exited'] });
    tell(...Array.from({ length: 450 }, () => drift()));
    for (let turns = 0; turns < 10; turns += 1) await settled();
    expect([rows.after(HOOK.id), worker.view().after]).toEqual([400, 450]);
    await worker.close();
    expect(rows.after(HOOK.id)).toBe(450);
  });

  test('events that were pruned before they were sent are a dead letter, and it goes on', async () => {
    const worker = start();
    await worker.close();
    tell(drift(), drift(), drift(), drift());
    store.pruneEvents({ keep: 2 });
    const next = start();
    await clock.advance(0);
    expect(ids()).toEqual([3, 4]);
    expect(next.dead()).toEqual([
      expect.objectContaining({
        eventId: 1,
        reason: 'pruned',
        attempts: 0,
        type: null,
        detail: 'The events 1 to 2 were deleted before they could be sent.',
      }),
    ]);
    await next.close();
  });

  test('events that are pruned while one of them is tried again are a dead letter too', async () => {
    respond = ({ id }) => (id === 1 ? BROKEN : OK);
    const worker = start();
    tell(...Array.from({ length: 300 }, () => drift()));
    await clock.advance(0);
    store.pruneEvents({ keep: 10 });
    respond = () => OK;
    await clock.advance(60_000);
    await settled();
    // The page that it was at, whole; then what is left.
    expect(ids().slice(-11)).toEqual([
      200,
      ...Array.from({ length: 10 }, (_, index) => 291 + index),
    ]);
    expect(worker.dead().map(({ eventId, detail }) => [eventId, detail])).toEqual([
      [201, 'The events 201 to 290 were deleted before they could be sent.'],
    ]);
    await worker.close();
  });

  test('a full disk stops nothing: what it is done with is stored once there is room', async () => {
    const worker = start();
    tell(drift(), drift());
    disk.fail('full');
    respond = ({ id }) => (id === 1 ? { type: 'refused', why: 'Private.' } : OK);
    await clock.advance(0);
    expect(ids()).toEqual([1, 2]);
    expect([rows.after(HOOK.id), worker.dead().length]).toEqual([0, 1]);
    disk.fail(null);
    tell(drift());
    await clock.advance(0);
    expect([rows.after(HOOK.id), rows.dead(HOOK.id).length, worker.dead().length]).toEqual([
      3, 1, 1,
    ]);
    await worker.close();
  });

  test('events that cannot be read are read later', async () => {
    const worker = start();
    tell(drift());
    disk.fail('failed', { reads: true });
    await clock.advance(4_000);
    disk.fail(null);
    expect(ids()).toEqual([]);
    await clock.advance(1_000);
    await settled();
    expect(ids()).toEqual([1]);
    await worker.close();
  });

  test('ends with the log', async () => {
    const worker = start();
    await clock.advance(0);
    log.close();
    await worker.close();
    expect(clock.pending).toBeNull();
  });

  test('of dead letters the newest 100 are kept', async () => {
    respond = () => ({ type: 'refused', why: 'Private.' });
    const worker = start();
    tell(...Array.from({ length: 130 }, () => drift()));
    await clock.advance(0);
    const kept = rows.dead(HOOK.id).map(({ eventId }) => eventId);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([100, 130, 31]);
    await worker.close();
  });
});
