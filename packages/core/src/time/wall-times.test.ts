import { describe, expect, test } from 'vitest';
import { RegistryChange } from '../registry/registry-change.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { WallTimes } from './wall-times.ts';

const HOUR = 3_600_000;

describe('WallTimes', () => {
  test('there and back, also after the clock was set', async () => {
    const clock = new ManualClock();
    const times = new WallTimes(clock);
    for (const jump of [0, HOUR, -3 * HOUR]) {
      clock.jump(jump);
      await clock.advance(10);
      expect(times.momentOf(clock.now())).toBe(clock.monotonic());
      expect(times.timeOf(clock.monotonic())).toBe(clock.now());
      expect(times.momentOf(clock.now() - 700)).toBe(clock.monotonic() - 700);
    }
  });

  test('two times keep their distance while the clocks come apart by rounding', () => {
    const clock = new ManualClock();
    const times = new WallTimes(clock);
    const written = clock.now() - 50;
    const before = times.momentOf(written);
    clock.jump(2);
    expect(times.momentOf(written)).toBe(before);
    clock.jump(-4);
    expect(times.momentOf(written)).toBe(before);
    clock.jump(-1);
    expect(times.momentOf(written)).toBe(before + 3);
  });

  test('a time that is still to come was written before the clock was set back: it is now', () => {
    const clock = new ManualClock();
    const times = new WallTimes(clock);
    const written = clock.now();
    clock.jump(-HOUR);
    expect(times.momentOf(written)).toBe(clock.monotonic());
  });
});

describe('RegistryChange', () => {
  test('the same time is the same moment, whatever becomes of the clock', async () => {
    const clock = new ManualClock();
    const change = new RegistryChange(new WallTimes(clock));
    const time = clock.now();
    const moment = change.momentOf(time);
    await clock.advance(500);
    clock.jump(HOUR);
    expect(change.momentOf(time)).toBe(moment);
    expect(change.momentOf(null)).toBeNull();
  });

  test.each([HOUR, -HOUR])(
    'a later change is later, though the clock is set by %i between its writing and its reading',
    async (jump) => {
      const clock = new ManualClock();
      const change = new RegistryChange(new WallTimes(clock));
      const first = change.momentOf(clock.now()) ?? 0;
      await clock.advance(2_000);
      const time = clock.now();
      await clock.advance(3);
      clock.jump(jump);
      expect(change.momentOf(time)).toBe(first + 2_003);
    },
  );
});
