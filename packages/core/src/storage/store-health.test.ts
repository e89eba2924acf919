import { createMemoryStore, StoreError } from '@aegis/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { failingStore, type FailingStore } from '../testing/failing-store.ts';
import { ManualClock } from '../testing/manual-clock.ts';

describe('StoreHealth', () => {
  let clock: ManualClock;
  let disk: FailingStore;
  beforeEach(() => {
    clock = new ManualClock();
    disk = failingStore(createMemoryStore(), clock);
  });
  const write = () => disk.store.setKey({ key: 'k', value: 1, at: clock.now(), expiresAt: null });
  const tryToWrite = () => expect(write).toThrow('full');

  test('has no problem until a write fails, and says since when', async () => {
    expect(disk.health.problem).toBeNull();
    disk.fail('full');
    const since = clock.now();
    tryToWrite();
    await clock.advance(1_000);
    tryToWrite();
    expect(disk.health.problem).toEqual({ code: 'full', message: 'The disk is full.', since });
  });

  test('looks by itself whether there is room again, ever less often, and says so', async () => {
    let recoveries = 0;
    disk.health.onRecovery(() => (recoveries += 1));
    disk.fail('full');
    tryToWrite();
    await clock.advance(60_000);
    expect(clock.pending).toBeLessThanOrEqual(5_000);
    disk.fail(null);
    await clock.advance(5_000);
    expect([disk.health.problem, recoveries, clock.pending]).toEqual([null, 1, null]);
  });

  test.each(['not_found', 'conflict', 'closed'] as const)(
    'what one call did wrong is no problem of the disk: %s',
    (code) => {
      disk.fail(code);
      expect(write).toThrow(StoreError);
      expect([disk.health.problem, clock.pending]).toEqual([null, null]);
    },
  );

  test('pays what is owed once there is room, each once, and is well only then', async () => {
    const paid: string[] = [];
    const pay = (name: string) => () => {
      write();
      paid.push(name);
      expect(disk.health.problem).not.toBeNull();
    };
    const one = pay('one');
    disk.fail('full');
    tryToWrite();
    for (const each of [one, one, pay('two')]) disk.health.owe(each);
    await clock.advance(30_000);
    expect(paid).toEqual([]);
    disk.fail(null);
    await clock.advance(5_000);
    expect(paid.sort()).toEqual(['one', 'two']);
    expect([disk.health.problem, clock.pending]).toEqual([null, null]);
  });

  test('a write that goes through has everything paid at once', async () => {
    let paid = 0;
    disk.fail('full');
    tryToWrite();
    disk.health.owe(() => {
      write();
      paid += 1;
    });
    await clock.advance(60_000);
    disk.fail(null);
    write();
    await clock.advance(0);
    expect([paid, disk.health.problem]).toEqual([1, null]);
  });

  test('what can never be paid keeps nothing else from being paid', async () => {
    let paid = 0;
    disk.fail('full');
    tryToWrite();
    disk.health.owe(() => {
      throw new StoreError('not_found', 'It is gone.');
    });
    disk.health.owe(() => (paid += 1));
    disk.fail(null);
    await clock.advance(5_000);
    expect([paid, disk.health.problem, clock.pending]).toEqual([1, null, null]);
  });

  test('a transaction is one write, and inside it nothing is one', () => {
    disk.fail('full');
    tryToWrite();
    disk.fail(null);
    disk.store.transaction(() => {
      write();
      expect(disk.health.problem).not.toBeNull();
    });
    expect(disk.health.problem).toBeNull();
  });

  test('is asked: tries a write, but not where one has just gone through', async () => {
    write();
    disk.fail('read_only');
    disk.health.look();
    expect(disk.health.problem).toBeNull();
    await clock.advance(10_000);
    disk.health.look();
    expect(disk.health.problem?.code).toBe('read_only');
  });

  test('rests once it is closed', () => {
    disk.health.close();
    disk.fail('full');
    tryToWrite();
    expect(clock.pending).toBeNull();
  });
});
