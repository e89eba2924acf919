import { expect, test } from 'vitest';
import { measure, quantile } from './measure.ts';
import type { Said } from './timeline.ts';

const said = (...words: [at: number, word: string][]): Said[] =>
  words.map(([at, word]) => ({ at, word }));
const REGISTRY = said(
  [0, 'idle'],
  [1_000, 'busy'],
  [3_000, 'waiting: permission prompt'],
  [5_000, 'idle'],
);
const span = { from: 0, to: 10_000 };

test('the same at the same times: all agrees', () => {
  const ours = said([0, 'idle'], [1_000, 'working'], [3_000, 'bash_approval'], [5_000, 'idle']);
  expect(measure(REGISTRY, ours, span)).toEqual({
    ...{ durationMs: 10_000, agreement: 1, settledAgreement: 1, registryChanges: 3 },
    ...{ missed: [], extra: [], long: [], lag: { median: 0, p99: 0, max: 0 } },
  });
});

test('late and early ones: the time counts, and the lag', () => {
  const ours = said([0, 'idle'], [1_300, 'working'], [2_950, 'plan_mode'], [5_040, 'idle']);
  const measures = measure(REGISTRY, ours, span);
  expect(measures.agreement).toBeCloseTo(1 - 390 / 10_000);
  expect(measures.settledAgreement).toBeCloseTo(1 - 200 / 10_000);
  expect(measures.lag).toEqual({ median: 40, p99: 300, max: 300 });
  expect(measures.long).toEqual([{ from: 1_000, ms: 300, registry: 'working', ours: 'idle' }]);
  expect(measures).toMatchObject({ missed: [], extra: [] });
});

test('a state that was never told is missed; a short one is not', () => {
  const ours = said([0, 'idle'], [3_000, 'permission_prompt'], [5_000, 'idle']);
  expect(measure(REGISTRY, ours, span).missed).toMatchObject([{ class: 'working' }]);
  const short = said([0, 'idle'], [1_000, 'busy'], [1_249, 'idle']);
  expect(measure(short, said([0, 'idle']), span)).toMatchObject({ missed: [], registryChanges: 2 });
});

test('what the registry never had is a flicker', () => {
  const ours = said(
    ...([
      [0, 'idle'],
      [1_000, 'working'],
      [3_000, 'bash_approval'],
      [5_000, 'idle'],
    ] satisfies [number, string][]),
    [5_500, 'working'],
    [5_550, 'idle'],
  );
  const { extra, missed } = measure(REGISTRY, ours, span);
  expect(extra.map(({ class: name, from }) => [name, from])).toEqual([['working', 5_500]]);
  expect(missed).toEqual([]);
});

test('quantiles', () => {
  expect(quantile([], 0.99)).toBe(0);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(
    quantile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.99,
    ),
  ).toBe(99);
});
