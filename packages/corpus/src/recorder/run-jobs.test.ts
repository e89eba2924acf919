import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Setting } from '../format/setting.ts';
import type { Job } from './choose-jobs.ts';
import { runJobs } from './run-jobs.ts';

const SETTING: Setting = {
  ...{ version: '2.1.330', cols: 80, rows: 24, renderer: 'classic', theme: 'dark' },
} as const;

function jobs(...names: string[]): Job[] {
  return names.map((name) => ({
    setting: SETTING,
    scenario: { name, script: () => undefined, steps: () => [], published: () => [] },
  }));
}

test('two jobs of a scenario never run at once, and never more than so many', async () => {
  const running: string[] = [];
  let most = 0;
  const results = await runJobs(jobs('a', 'a', 'b', 'a', 'c', 'b'), 2, async ({ scenario }) => {
    expect(running).not.toContain(scenario.name);
    running.push(scenario.name);
    most = Math.max(most, running.length);
    await sleep(5);
    running.splice(running.indexOf(scenario.name), 1);
    return scenario.name;
  });
  expect(most).toBe(2);
  const values = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
  expect(values).toEqual(['a', 'a', 'b', 'a', 'c', 'b']);
});

test('a job that fails stops no other', async () => {
  const results = await runJobs(jobs('a', 'b', 'a'), 1, ({ scenario }) =>
    scenario.name === 'b' ? Promise.reject(new Error('no')) : Promise.resolve(scenario.name),
  );
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
