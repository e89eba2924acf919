import { beforeAll, expect, test } from 'vitest';
import { mutantsOf } from '../testing/mutants.ts';
import {
  handMadeCases,
  isReadRight,
  type ReadingCase,
  recordedCases,
} from '../testing/reading-cases.ts';
import { generations } from '../wording/generations.ts';
import type { Wording } from '../wording/types.ts';
import { readRows } from './read-screen.ts';
import { explainedRules, rulesWithout } from './rule-book.ts';

const MINUTES = 60_000;

let all: readonly ReadingCase[];
/** A case that is misread as it is would seem to miss every rule. */
let cases: readonly ReadingCase[];

beforeAll(async () => {
  all = [...(await handMadeCases()), ...(await recordedCases())];
  cases = all.filter((one) => isReadRight(one, {}));
}, 5 * MINUTES);

test('all of them are read right', () => {
  expect(all.filter((one) => !cases.includes(one)).map((one) => one.name)).toEqual([]);
});

test(
  'without any one rule some screen is misread',
  () => {
    const matched = casesByRule();
    const survivors = [...matched].filter(
      ([rule, where]) =>
        !where.some((one) => !isReadRight(one, { rules: (words) => rulesWithout(words, rule) })),
    );
    expect(survivors.map(([rule]) => rule)).toEqual([]);
    expect(matched.size).toBeGreaterThan(50);
  },
  10 * MINUTES,
);

test(
  'without any one of the words some screen is misread',
  () => {
    const newest = generations[0]?.wording;
    const mutants = newest === undefined ? [] : mutantsOf(newest);
    const survivors = mutants.filter((mutant) => {
      const changed = new Map<Wording, Wording>();
      return cases.every((one) => {
        const wording = changed.get(one.wording) ?? mutant.mutate(one.wording);
        changed.set(one.wording, wording);
        return isReadRight(one, { wording });
      });
    });
    expect(survivors.map((mutant) => mutant.name)).toEqual([]);
    expect(mutants.length).toBeGreaterThan(100);
  },
  10 * MINUTES,
);

/** Every rule that was tried, with the cases in which it held. */
function casesByRule(): Map<string, ReadingCase[]> {
  const byRule = new Map<string, ReadingCase[]>();
  for (const one of cases) {
    const steps: Parameters<typeof explainedRules>[1] = { regions: [], tried: [] };
    readRows(one.rows, one.input, explainedRules(one, steps));
    for (const { rule, matched } of steps.tried) {
      const held = byRule.get(rule) ?? [];
      byRule.set(rule, held);
      if (matched) held.push(one);
    }
  }
  return byRule;
}
