import { expect, test } from 'vitest';
import { countFaults } from '../delivery/check-received.ts';
import { runDelivery } from '../delivery/run-delivery.ts';

/** The short form of `delivery`. */
test('random prompts to several sessions at once arrive once, in order, as they were sent', async () => {
  const run = await runDelivery({ prompts: 40, sessions: 2, seed: 5 });
  expect(countFaults(run.faults), JSON.stringify(run.faults)).toEqual({
    ...{ lost: 0, doubled: 0, altered: 0, disordered: 0 },
  });
  expect(run.sent).toBe(40);
}, 240_000);
