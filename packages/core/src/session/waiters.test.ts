import { describe, expect, test } from 'vitest';
import { ManualClock, settled } from '../testing/manual-clock.ts';
import { Waiters } from './waiters.ts';

function setUp() {
  const clock = new ManualClock();
  const waiters = new Waiters(clock);
  const state = { value: null as string | null };
  const probe = () => state.value;
  const set = (value: string) => {
    state.value = value;
    waiters.check();
  };
  return { clock, waiters, probe, set };
}

describe('Waiters', () => {
  test('what is so already needs no wait', async () => {
    const { waiters, probe, set, clock } = setUp();
    set('now');
    expect(await waiters.until(probe, { timeoutMs: 1_000 })).toBe('now');
    expect(clock.pending).toBeNull();
  });

  test('is told at the change, not at a poll', async () => {
    const { waiters, probe, set, clock } = setUp();
    const waiting = waiters.until(probe, { timeoutMs: 1_000 });
    waiters.check();
    set('later');
    expect(await waiting).toBe('later');
    expect(clock.pending).toBeNull();
  });

  test('null after the timeout, and a last look then', async () => {
    const { waiters, probe, clock } = setUp();
    const waiting = waiters.until(probe, { timeoutMs: 1_000 });
    await clock.advance(999);
    expect(await Promise.race([waiting, settled().then(() => 'waits')])).toBe('waits');
    await clock.advance(1);
    expect(await waiting).toBeNull();

    let looks = 0;
    const untold = waiters.until(() => ((looks += 1) > 1 ? 'unannounced' : null), {
      timeoutMs: 10,
    });
    await clock.advance(10);
    expect(await untold).toBe('unannounced');
  });

  test('a timeout of 0 looks once', async () => {
    const { waiters, probe, clock } = setUp();
    expect(await waiters.until(probe, { timeoutMs: 0 })).toBeNull();
    expect(clock.pending).toBeNull();
  });

  test('an aborted wait is null, at once and later', async () => {
    const { waiters, probe, clock } = setUp();
    const options = { timeoutMs: 1_000, signal: AbortSignal.abort() };
    expect(await waiters.until(probe, options)).toBeNull();
    const stop = new AbortController();
    const waiting = waiters.until(probe, { timeoutMs: 1_000, signal: stop.signal });
    stop.abort();
    expect(await waiting).toBeNull();
    expect(clock.pending).toBeNull();
  });

  test('whoever has what it waited for is asked no more', async () => {
    const { waiters, set } = setUp();
    let asked = 0;
    const waiting = waiters.until(() => ((asked += 1) === 2 ? true : null), { timeoutMs: 1_000 });
    set('a');
    await waiting;
    set('b');
    expect(asked).toBe(2);
  });

  test('listeners hear of every change until they stop', () => {
    const { waiters, set } = setUp();
    let heard = 0;
    const stop = waiters.onCheck(() => (heard += 1));
    set('a');
    set('b');
    stop();
    set('c');
    expect(heard).toBe(2);
  });

  test('a wait that begins in a check is not checked in the same round', async () => {
    const { waiters, set } = setUp();
    const inner: Promise<string | null>[] = [];
    let looks = 0;
    waiters.onCheck(() => {
      if (inner.length > 0) return;
      const probe = () => {
        looks += 1;
        return looks === 1 ? null : 'again';
      };
      inner.push(waiters.until(probe, { timeoutMs: 5 }));
    });
    set('a');
    expect(looks).toBe(1);
    set('b');
    expect(await Promise.all(inner)).toEqual(['again']);
  });

  test('closed: who waits gets the error, and so does who comes later; no timer is left', async () => {
    const { waiters, probe, set, clock } = setUp();
    const waiting = waiters.until(probe, { timeoutMs: 1_000 });
    waiters.close(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    set('too late');
    await expect(waiters.until(probe, { timeoutMs: 1_000 })).rejects.toThrow('over');
    expect(clock.pending).toBeNull();
  });

  test('closed without an error: who waits gets a last look, and who comes later one look', async () => {
    const { waiters, clock } = setUp();
    let looks = 0;
    const probe = () => ((looks += 1) === 2 ? 'unannounced' : null);
    const waiting = waiters.until(probe, { timeoutMs: 1_000 });
    waiters.close(null);
    expect(await waiting).toBe('unannounced');
    expect(await waiters.until(probe, { timeoutMs: 1_000 })).toBeNull();
    expect(clock.pending).toBeNull();
  });
});
