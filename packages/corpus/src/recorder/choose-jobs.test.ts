import { expect, test } from 'vitest';
import { lookOf } from '../format/setting.ts';
import { isRareLook, LOOKS, VERSIONS } from '../format/settings.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { chooseJobs, type Wanted } from './choose-jobs.ts';

const scenario = (name: string, rest: Partial<Scenario> = {}): Scenario => ({
  name,
  script: () => undefined,
  steps: () => [],
  published: () => [],
  ...rest,
});
const SCENARIOS = [scenario('common'), scenario('rare', { appliesTo: isRareLook })];
const ALL: Wanted = { claude: null, sizes: null, renderers: null, themes: null, scenarios: null };

function chosen(wanted: Partial<Wanted>): string[] {
  return chooseJobs({ ...ALL, ...wanted }, SCENARIOS).map(
    (job) => `${job.setting.version}/${job.scenario.name}.${lookOf(job.setting)}`,
  );
}

test('what is left out means all', () => {
  const all = chosen({});
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(all.map((name) => name.split('/')[0]))).toEqual(new Set(VERSIONS));
  expect(chosen({ claude: ['all'] })).toEqual(all);
  expect(chosen({ claude: ['2.1.330'], scenarios: ['common'] })).toHaveLength(LOOKS.length);
  expect(chosen({ claude: ['2.1.330'], scenarios: ['rare'] })).toEqual([
    '2.1.330/rare.120x40.classic.dark',
    '2.1.330/rare.60x20.classic.dark',
    '2.1.330/rare.80x24.fullscreen.dark',
  ]);
});

test('a build from before the fullscreen renderer is not asked for it', () => {
  expect(chosen({ claude: ['2.0.76'], renderers: ['fullscreen'] })).toEqual([]);
});

test('a release and a size that are not in the corpus can be recorded too', () => {
  const wanted = { claude: ['2.2.0'], sizes: ['100x30'], scenarios: ['common'] };
  expect(chosen(wanted)).toEqual(['2.2.0/common.100x30.classic.dark']);
  expect(chosen({ ...wanted, themes: ['light'], renderers: ['fullscreen'] })).toEqual([
    '2.2.0/common.100x30.fullscreen.light',
  ]);
});

test.each([
  [{ claude: ['latest'] }, '--claude latest: name a released version, such as 2.1.330, or "all"'],
  [{ sizes: ['wide'] }, '--size wide: write 120x40'],
  [{ renderers: ['fast'] }, '--renderer fast: it is one of classic, fullscreen'],
  [{ themes: ['blue'] }, '--theme blue: it is one of dark, light'],
  [{ scenarios: ['no'] }, 'There is no scenario no. There are: common, rare'],
])('%j is refused with what to write', (wanted, message) => {
  expect(() => chosen(wanted)).toThrow(message);
});
