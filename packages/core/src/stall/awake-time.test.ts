import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import type { Clock } from '../ports/clock.ts';
import { AwakeTime } from './awake-time.ts';

/** A clock on which time can pass while nothing runs. */
function sleepyClock() {
  const manual = new ManualClock();
  let slept = 0;
  const clock: Clock = {
    now: () => manual.now() + slept,
    monotonic: () => manual.monotonic() + slept,
    after: (ms, run) => manual.after(ms, run),
  };
  return {
    clock,
    advance: (ms: number) => manual.advance(ms),
    sleep: (ms: number) => (slept += ms),
  };
}

function counting(until: number) {
  const sleepy = sleepyClock();
  const slices: number[] = [];
  const time: AwakeTime = new AwakeTime(sleepy.clock, () => {
    slices.push(time.now());
    if (time.now() < until) time.runUntil(until);
  });
  time.runUntil(until);
  return { ...sleepy, time, slices };
}

test('it calls back when the time has come, in slices of half a minute at most', async () => {
  const { time, slices, advance } = counting(70_000);
  await advance(69_999);
  expect(slices).toEqual([30_000, 60_000]);
  expect(time.now()).toBe(69_999);
  await advance(1);
  expect(slices).toEqual([30_000, 60_000, 70_000]);
  expect(time.isRunning).toBe(false);
  await advance(5_000);
  expect(time.now()).toBe(70_000);
});

test('what was slept is not counted', async () => {
  const { time, slices, advance, sleep } = counting(60_000);
  await advance(10_000);
  sleep(8 * 3_600_000);
  expect(time.now()).toBe(30_000);
  await advance(20_000);
  // The slice in which it slept is not counted at all.
  expect(slices).toEqual([0]);
  await advance(60_000);
  expect(slices).toEqual([0, 30_000, 60_000]);
});

test('a busy machine is late and awake', async () => {
  const { slices, advance, sleep } = counting(20_000);
  sleep(1_900);
  await advance(20_000);
  expect(slices).toEqual([20_000]);
});

test('nobody waits while it pauses', async () => {
  const { time, advance, slices } = counting(20_000);
  await advance(5_000);
  time.pause();
  await advance(60_000);
  expect([time.now(), slices]).toEqual([5_000, []]);
  time.runUntil(6_000);
  await advance(1_000);
  expect(slices[0]).toBe(6_000);
});
