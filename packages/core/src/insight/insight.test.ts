import { toTimestamp, type AegisEvent } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { priceLookup } from '@aegis/transcript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../events/event-log.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { eventAt } from '../testing/event-at.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { Insight } from './insight.ts';

let store: SessionStore;
let events: EventLog;
let insight: Insight;
let record: SessionRecord;
const clock = new ManualClock();

beforeEach(() => {
  store = createMemoryStore();
  events = new EventLog(store);
  insight = new Insight({ store, events, clock, prices: priceLookup() });
  record = storedSession(store);
});
afterEach(() => store.close());

const START = clock.now();
const at = (ms: number) => eventAt(START + ms);
function happen(...told: AegisEvent[]): void {
  events.commit(() => {
    for (const { id: _id, ...event } of told) events.append(event);
  });
}
/** All that is looked at of a session whose events are stored. */
const session = () => ({ record }) as unknown as ManagedSession;

describe('metrics and latency', () => {
  test('are complete as long as all events are kept', async () => {
    happen(at(0).created({ status: 'starting' }), at(100).status('idle'), at(200).stalled());
    expect(await insight.metrics(session())).toMatchObject({ complete: true, stalls: 1 });
    expect(await insight.latency(session())).toMatchObject({
      ...{ complete: true, startup: { count: 1, lastMs: 100 }, turn: null },
    });
    store.pruneEvents({ keep: 1 });
    expect(await insight.metrics(session())).toMatchObject({ complete: false, stalls: 1 });
    expect(await insight.latency(session())).toMatchObject({ complete: false, startup: null });
    store.pruneEvents({ before: START + 1e9 });
    expect(await insight.metrics(session())).toMatchObject({ complete: false, stalls: 0 });
  });

  test('read any number of events, and none of another session', async () => {
    storedSession(store, { id: sessionId(2) });
    happen(at(0).created({ status: 'idle' }));
    for (let index = 0; index < 1_500; index += 1) {
      const stall = at(index).stalled();
      happen(stall, { ...stall, sessionId: sessionId(2) } as AegisEvent);
    }
    expect(await insight.metrics(session())).toMatchObject({ complete: true, stalls: 1_500 });
  });

  test('of a session that has ended stop there', async () => {
    happen(at(0).created({ status: 'idle' }), at(1_000).exited());
    const exit = { code: 0, signal: null, reason: 'exited', lastScreen: null } as const;
    record = { ...record, exit: { ...exit, at: toTimestamp(START + 1_000) } };
    expect((await insight.metrics(session())).statusMs).toEqual({ idle: 1_000 });
  });
});
