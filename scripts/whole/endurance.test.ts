import { expect, test } from 'vitest';
import { faultsOf, report } from '../endurance/report.ts';
import { runEndurance } from '../endurance/run-endurance.ts';

/** The short form of `endurance`: too short for memory, long enough for whatever is left behind each time. */
test('a share of a busy day leaves no process, file or socket behind, and idle sessions cost next to nothing', async () => {
  const run = await runEndurance({
    hours: 0.4,
    samplesPerHour: 10,
    idle: { sessions: 3, ms: 10_000 },
    longestMs: 60_000,
  });
  const counted = run.growths.filter(({ name }) => !name.endsWith('Kb'));
  const [first, last] = [run.samples[0], run.samples.at(-1)];
  expect(run.done.sessions, report(run)).toBeGreaterThanOrEqual(3);
  for (const { name } of counted) {
    // A socket or two may be on their way out.
    expect((last?.[name] ?? 0) - (first?.[name] ?? 0), report(run)).toBeLessThanOrEqual(2);
  }
  expect(last).toMatchObject({ zombies: 0, children: 1 });
  expect(faultsOf({ ...run, growths: [] })).toEqual([]);
}, 180_000);
