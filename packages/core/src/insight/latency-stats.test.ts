import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyStats } from './latency-stats.ts';

test('nothing measured is null', () => {
  expect(latencyStats([])).toBeNull();
});

test('percentiles are by nearest rank', () => {
  const known = { minMs: 7, medianMs: 7, p95Ms: 7, maxMs: 7, lastMs: 7 };
  expect(latencyStats([7])).toEqual({ count: 1, ...known });
  expect(latencyStats([30, 10, 20, 40])).toEqual({
    ...{ count: 4, minMs: 10, medianMs: 20, p95Ms: 40, maxMs: 40, lastMs: 40 },
  });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(latencyStats(hundred)).toMatchObject({ medianMs: 50, p95Ms: 95, lastMs: 1 });
});

test('each is one that was measured, and they are in order', () => {
  const samples = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 });
  fc.assert(
    fc.property(samples, (measured) => {
      const stats = latencyStats(measured);
      if (stats === null) throw new Error('null');
      const { minMs, medianMs, p95Ms, maxMs, lastMs } = stats;
      for (const ms of [minMs, medianMs, p95Ms, maxMs, lastMs]) expect(measured).toContain(ms);
      expect([minMs, medianMs, p95Ms, maxMs]).toEqual(
        [minMs, medianMs, p95Ms, maxMs].sort((one, other) => one - other),
      );
      const below = (ms: number) => measured.filter((one) => one <= ms).length / measured.length;
      expect(below(medianMs)).toBeGreaterThanOrEqual(0.5);
      expect(below(p95Ms)).toBeGreaterThanOrEqual(0.95);
    }),
  );
});
