import { expect, test } from 'vitest';
import { growths } from './bounds.ts';
import type { Sample } from './sample.ts';

const calm: Sample = {
  ...{ heapKb: 30_000, externalKb: 4_000, rssKb: 90_000, files: 40, threads: 11, children: 1 },
  ...{ zombies: 0, stateKb: 900, walKb: 400, tmuxKb: 5_000, leftovers: 0 },
};
const run = (grow: (hour: number) => Partial<Sample>) =>
  Array.from({ length: 12 }, (_, hour) => ({ ...calm, ...grow(hour) }));
const tooFast = (samples: Sample[]) =>
  growths(samples, 1).flatMap(({ name, isTooFast }) => (isTooFast ? [name] : []));

test('a calm day is within every bound', () => {
  expect(tooFast(run(() => ({})))).toEqual([]);
});

test('what warms up in the first quarter is no leak', () => {
  expect(tooFast(run((hour) => ({ heapKb: hour < 3 ? 10_000 * hour : 30_000 })))).toEqual([]);
});

test.each([
  ['heapKb', (hour: number) => ({ heapKb: 30_000 + 500 * hour })],
  ['files', (hour: number) => ({ files: 40 + hour })],
  ['zombies', (hour: number) => ({ zombies: hour })],
  ['leftovers', (hour: number) => ({ leftovers: hour })],
] as const)('a leak of %s is one', (name, grow) => {
  expect(tooFast(run(grow))).toEqual([name]);
});

test('a bound is of an hour, however much of one lies between two samples', () => {
  const samples = run((step) => ({ heapKb: 30_000 + 250 * step }));
  expect(growths(samples, 1).some(({ isTooFast }) => isTooFast)).toBe(false);
  expect(growths(samples, 0.5).some(({ isTooFast }) => isTooFast)).toBe(true);
});
