import type { AegisEvent, NewEvent } from '@aegis/protocol';
import { createMemoryStore, type JsonObject, type SessionStore } from '@aegis/store';
import { openSqliteStore } from '@aegis/store/sqlite';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toSession } from '../session/session-view.ts';
import { settled } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { EventLog } from './event-log.ts';

const [ONE, TWO] = [sessionId(1), sessionId(2)];
const drift = (lines: number, session = ONE): NewEvent => ({
  type: 'screen-drifted',
  sessionId: session,
  at: '2026-01-01T00:00:00.000Z',
  data: { healed: true, lines },
});
const linesOf = (events: readonly AegisEvent[]) =>
  events.map((event) => (event.type === 'screen-drifted' ? event.data.lines : null));

/** Takes events as they come, until it is told to stop. */
function collect(events: AsyncIterable<AegisEvent>) {
  const taken: AegisEvent[] = [];
  const done = (async () => {
    for await (const event of events) taken.push(event);
  })();
  return { taken, done };
}

describe.each(['memory', 'SQLite'])('EventLog on the %s store', (kind) => {
  let directory: OwnedDirectory;
  let store: SessionStore;
  let log: EventLog;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    const path = `${directory.path}/events.db`;
    store = kind === 'memory' ? createMemoryStore() : openSqliteStore({ path });
    storedSession(store, { id: ONE });
    storedSession(store, { id: TWO });
    log = new EventLog(store);
  });
  afterEach(() => {
    log.close();
    store.close();
    return directory.dispose();
  });
  const tell = (...lines: number[]) =>
    log.commit(() => {
      for (const line of lines) log.append(drift(line));
    });

  test('tells what a version stored whose sessions had fewer fields', async () => {
    const session = toSession(storedSession(store, { id: sessionId(3) }));
    const { adopted: _unknownThen, ...older } = session;
    store.appendEvent({
      ...{ sessionId: session.id, type: 'session-created', at: 0 },
      // A session is made of JSON values alone.
      data: { session: older } as unknown as JsonObject,
    });
    const { taken } = collect(log.subscribe({ after: 0 }));
    await settled();
    expect(taken).toMatchObject([{ type: 'session-created', data: { session } }]);
  });

  test('replays from an id on, then goes on live', async () => {
    tell(1, 2);
    const first = store.listEvents({ after: 0, limit: 1 })[0]?.id ?? 0;
    const { taken } = collect(log.subscribe({ after: first }));
    await settled();
    tell(3);
    await settled();
    expect(linesOf(taken)).toEqual([2, 3]);
    expect(taken.map(({ id }) => id)).toEqual([first + 1, first + 2]);
  });

  test('without an id: what comes after the call, though it is iterated later', async () => {
    tell(1);
    const events = log.subscribe();
    tell(2);
    const { taken } = collect(events);
    await settled();
    expect(linesOf(taken)).toEqual([2]);
  });

  test('a commit inside another one is told with it, or not at all', () => {
    const told: AegisEvent[] = [];
    log.onEvent((event) => told.push(event));
    log.commit(() => {
      log.append(drift(1));
      log.commit(() => log.append(drift(2)));
      expect(told).toEqual([]);
      const fails = () =>
        log.commit(() => {
          log.append(drift(3));
          throw new Error('inner');
        });
      expect(fails).toThrow('inner');
      log.append(drift(4));
    });
    expect(linesOf(told)).toEqual([1, 2, 4]);
    const outer = () =>
      log.commit(() => {
        log.commit(() => log.append(drift(5)));
        throw new Error('outer');
      });
    expect(outer).toThrow('outer');
    tell(6);
    expect(linesOf(told)).toEqual([1, 2, 4, 6]);
    expect(store.listEvents({ after: 0, limit: 9 })).toHaveLength(4);
  });

  test('more than a page, and one session alone', async () => {
    tell(...Array.from({ length: 450 }, (_, index) => index));
    log.commit(() => log.append(drift(999, TWO)));
    const all = collect(log.subscribe({ after: 0 }));
    const other = collect(log.subscribe({ after: 0, sessionId: TWO }));
    await settled();
    expect(all.taken).toHaveLength(451);
    expect(linesOf(other.taken)).toEqual([999]);
  });

  test('a failed transaction tells nobody, and leaves no trace in the next one', async () => {
    const { taken } = collect(log.subscribe({ after: 0 }));
    const heard: number[] = [];
    log.onEvent((event) => heard.push(event.id));
    await settled();
    expect(() =>
      log.commit(() => {
        log.append(drift(1));
        throw new Error('no');
      }),
    ).toThrow('no');
    await settled();
    expect([taken, heard]).toEqual([[], []]);
    tell(2);
    await settled();
    expect(linesOf(taken)).toEqual([2]);
    expect(heard).toHaveLength(1);
    expect(store.listEvents({ after: 0, limit: 10 })).toHaveLength(1);
  });

  test('an event is in the store before anybody hears of it', () => {
    const stored: boolean[] = [];
    log.onEvent(({ id }) => stored.push(store.lastEventId() === id));
    tell(1);
    expect(stored).toEqual([true]);
  });

  test('whoever stopped listening hears no more', () => {
    const heard: number[] = [];
    const stop = log.onEvent(({ id }) => heard.push(id));
    tell(1);
    stop();
    tell(2);
    expect(heard).toHaveLength(1);
  });

  test('aborting ends a waiting subscriber, closing ends all', async () => {
    const stop = new AbortController();
    const aborted = collect(log.subscribe({ signal: stop.signal }));
    const closed = collect(log.subscribe());
    await settled();
    stop.abort();
    await aborted.done;
    tell(1);
    await settled();
    log.close();
    await closed.done;
    expect([aborted.taken.length, closed.taken.length]).toEqual([0, 1]);
    const after = collect(log.subscribe({ after: 0 }));
    await after.done;
    expect(after.taken).toEqual([]);
  });

  test('a row of an unknown type or an impossible time is passed over', async () => {
    const at = Date.UTC(2026, 0, 1);
    store.appendEvent({ sessionId: ONE, type: 'from-the-future', at, data: {} });
    store.appendEvent({ sessionId: ONE, type: 'screen-drifted', at: 9e15, data: {} });
    store.appendEvent({ sessionId: ONE, type: 'screen-drifted', at, data: { lines: 'many' } });
    tell(1);
    const { taken } = collect(log.subscribe({ after: 0 }));
    await settled();
    expect(linesOf(taken)).toEqual([1]);
  });

  test('says where it begins, and that what was pruned is missing', async () => {
    tell(1, 2, 3, 4);
    expect(log.start(1)).toEqual({ after: 1, firstEventId: 1, lastEventId: 4, gap: false });
    store.pruneEvents({ keep: 2 });
    expect(log.start(1)).toEqual({ after: 2, firstEventId: 3, lastEventId: 4, gap: true });
    expect(log.start(99)).toMatchObject({ after: 4, gap: true });
    const [old, future] = [
      collect(log.subscribe({ after: 1 })),
      collect(log.subscribe({ after: 99 })),
    ];
    await settled();
    tell(5);
    await settled();
    expect([linesOf(old.taken), linesOf(future.taken)]).toEqual([[3, 4, 5], [5]]);
  });

  test('who reads so slowly that what comes next is pruned is told, instead of a gap that nobody sees', async () => {
    const slow = log.subscribe({ after: 0 });
    tell(1);
    expect(linesOf([(await slow.next()).value as AegisEvent])).toEqual([1]);
    tell(2, 3);
    store.pruneEvents({ keep: 1 });
    await expect(slow.next()).rejects.toMatchObject({
      code: 'events_pruned',
      details: { after: 1 },
    });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
  });

  test('who waits while everything is pruned misses nothing', async () => {
    tell(1);
    const { taken } = collect(log.subscribe());
    await settled();
    store.pruneEvents({ keep: 0 });
    tell(2);
    await settled();
    expect(linesOf(taken)).toEqual([2]);
  });

  test('a slow subscriber holds up nobody and misses nothing', async () => {
    const slow = log.subscribe({ after: 0 });
    const fast = collect(log.subscribe({ after: 0 }));
    tell(1);
    expect(linesOf([(await slow.next()).value as AegisEvent])).toEqual([1]);
    for (let line = 2; line <= 500; line += 1) tell(line);
    await settled();
    expect(fast.taken).toHaveLength(500);
    const rest: AegisEvent[] = [];
    while (rest.length < 499) rest.push((await slow.next()).value as AegisEvent);
    expect(linesOf(rest)).toEqual(Array.from({ length: 499 }, (_, index) => index + 2));
  });
});

test('no gap and no duplicate, however appends and subscribers interleave', async () => {
  const step = fc.constantFrom('append', 'append-two', 'subscribe', 'turn', 'fail');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const store = createMemoryStore();
      storedSession(store, { id: ONE });
      const log = new EventLog(store);
      const subscribers: { after: number; taken: AegisEvent[] }[] = [];
      let line = 0;
      for (const each of steps) {
        if (each === 'subscribe') {
          const after = Math.max(0, log.lastId() - 2);
          subscribers.push({ after, taken: collect(log.subscribe({ after })).taken });
        } else if (each === 'turn') await settled();
        else if (each === 'fail') {
          expect(() =>
            log.commit(() => {
              log.append(drift(-1));
              throw new Error('no');
            }),
          ).toThrow();
        } else {
          log.commit(() => {
            log.append(drift((line += 1)));
            if (each === 'append-two') log.append(drift((line += 1)));
          });
        }
      }
      await settled();
      const all = store.listEvents({ after: 0, limit: 1_000 }).map(({ id }) => id);
      for (const { after, taken } of subscribers) {
        expect(taken.map(({ id }) => id)).toEqual(all.filter((id) => id > after));
      }
      expect(all).toHaveLength(line);
      log.close();
    }),
    { numRuns: 60 },
  );
});
