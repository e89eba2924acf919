import { expect, test } from 'vitest';
import { runCrash } from '../crash/run-crash.ts';
import { countFaults } from '../delivery/check-received.ts';

/** The short form of `crash`. */
test('kill -9 at random moments: no prompt is lost or sent twice, no event missed or repeated', async () => {
  const run = await runCrash({ kills: 5, sessions: 2, seed: 3 });
  expect(countFaults(run.deliveries), JSON.stringify(run.deliveries)).toEqual({
    ...{ lost: 0, doubled: 0, altered: 0, disordered: 0 },
  });
  expect(run.streams).toEqual({ missed: [], repeated: [], untold: [], toldTwice: [] });
  expect(run.statuses).toEqual(['idle', 'idle']);
  expect(run.prompts).toBeGreaterThan(4);
}, 240_000);
