import type { NewEvent } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { failingStore, type FailingStore } from '../testing/failing-store.ts';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { SessionLedger } from './session-ledger.ts';

const ID = sessionId(1);

function drift(lines: number): NewEvent {
  return {
    type: 'screen-drifted',
    sessionId: ID,
    at: '2026-01-01T00:00:00.000Z',
    data: { healed: true, lines },
  };
}

describe('SessionLedger', () => {
  let clock: ManualClock;
  let disk: FailingStore;
  let ledger: SessionLedger;
  let told: number[];
  let saves: number;
  let row: string;

  beforeEach(() => {
    clock = new ManualClock();
    disk = failingStore(createMemoryStore(), clock);
    storedSession(disk.store);
    const events = new EventLog(disk.store);
    told = [];
    events.onEvent((event) => {
      if (event.type === 'screen-drifted') told.push(event.data.lines);
    });
    saves = 0;
    row = 'working';
    ledger = new SessionLedger({
      events,
      health: disk.health,
      logger: silentLogger,
      sessionId: ID,
      writeRow: () => disk.store.updateSession(ID, { status: row }),
      onSaved: () => (saves += 1),
    });
  });
  const enter = (...lines: number[]) => ledger.enter({ events: lines.map(drift) });
  const stored = () => disk.store.listEvents({ after: 0, limit: 99 }).length;

  test('what must be stored now is, or is left', async () => {
    const now = (lines: number) => ledger.enterNow({ events: [drift(lines)] });
    expect([now(1), told, stored(), ledger.isSaved]).toEqual([true, [1], 1, true]);
    disk.fail('full');
    expect([now(2), told, stored(), ledger.isSaved]).toEqual([false, [1], 1, true]);
    enter(3);
    disk.fail(null);
    // What waits goes before it.
    expect(now(4)).toBe(false);
    await clock.advance(60_000);
    expect([now(5), told]).toEqual([true, [1, 3, 5]]);
    ledger.close();
    expect(now(6)).toBe(false);
  });

  test('stores, then tells', () => {
    enter(1, 2);
    expect([told, stored(), ledger.isSaved, disk.store.getSession(ID)?.status]).toEqual([
      [1, 2],
      2,
      true,
      'working',
    ]);
  });

  test('what cannot be stored waits untold, in order, with the row, and comes once', async () => {
    disk.fail('full');
    enter(1);
    enter(2);
    row = 'idle';
    await clock.advance(60_000);
    expect([told, ledger.isSaved, disk.store.getSession(ID)?.status]).toEqual([[], false, 'idle']);
    disk.fail(null);
    enter(3);
    await clock.advance(5_000);
    expect([told, stored(), ledger.isSaved, saves]).toEqual([[1, 2, 3], 3, true, 1]);
    enter(4);
    expect(told).toEqual([1, 2, 3, 4]);
  });

  test('the row is as it was stored for as long as its events are not', async () => {
    enter();
    disk.fail('full');
    row = 'exited';
    enter(1);
    await clock.advance(1_000);
    expect(disk.store.getSession(ID)?.status).toBe('working');
    disk.fail(null);
    await clock.advance(5_000);
    expect(disk.store.getSession(ID)?.status).toBe('exited');
  });

  test('what is written alongside comes in its order, and is known to be stored only then', async () => {
    const done: string[] = [];
    const entry = (name: string) => ({
      events: [],
      write: () => void done.push(`write ${name}`),
      stored: () => void done.push(`stored ${name}`),
    });
    ledger.enter(entry('a'));
    expect(done).toEqual(['write a', 'stored a']);
    disk.fail('full');
    ledger.enter(entry('b'));
    ledger.enter(entry('c'));
    done.length = 0;
    disk.fail(null);
    await clock.advance(5_000);
    expect(done).toEqual(['write b', 'write c', 'stored b', 'stored c']);
  });

  test('who waits for the disk is let go when it has room, or when nobody will write', async () => {
    let isSaved = false;
    disk.fail('full');
    enter(1);
    void ledger.saved().then(() => (isSaved = true));
    await settled();
    expect(isSaved).toBe(false);
    disk.fail(null);
    await clock.advance(5_000);
    expect(isSaved).toBe(true);

    disk.fail('full');
    enter(2);
    isSaved = false;
    void ledger.saved().then(() => (isSaved = true));
    ledger.close();
    await settled();
    expect([isSaved, told, clock.pending === null]).toEqual([true, [1], false]);
  });

  test('a last attempt is made when it is closed', () => {
    disk.fail('full');
    enter(1);
    disk.fail(null);
    ledger.close();
    expect(told).toEqual([1]);
  });

  test('a session whose row is gone is no reason to try for ever', () => {
    disk.store.updateSession(ID, { endedAt: 1 });
    disk.store.deleteSession(ID, { limit: 9 });
    enter(1);
    expect([ledger.isSaved, told, clock.pending]).toEqual([true, [], null]);
  });

  test('a disk that stays full does not fill the memory: old changes are left out first', async () => {
    disk.fail('full');
    ledger.enter({ events: [], write: () => undefined, stored: () => (saves += 100) });
    for (let count = 0; count < 6_000; count += 1) enter(count);
    disk.fail(null);
    await clock.advance(5_000);
    expect(saves).toBe(101);
    expect([told.length, told.at(0), told.at(-1)]).toEqual([4_999, 1_001, 5_999]);
  });
});
