import { expect, test } from 'vitest';
import { countFaults } from '../delivery/check-received.ts';
import { runCrash } from '../crash/run-crash.ts';

/** The short form of `npm run crash`. */
test('a server that is killed with sessions at work loses nothing and doubles nothing', async () => {
  const run = await runCrash({ kills: 4, sessions: 2, seed: 3 });
  const faults = run.deliveries.map((delivery) => countFaults([delivery]));
  const none = { lost: 0, doubled: 0, altered: 0, disordered: 0 };
  expect(faults).toEqual([none, none]);
  expect(run.streams).toEqual({ missed: [], repeated: [], untold: [], toldTwice: [] });
  expect(run.statuses).toEqual(['idle', 'idle']);
  expect(run.prompts).toBeGreaterThan(1);
}, 300_000);
