import { expect, test } from 'vitest';
import { report } from '../soak/report.ts';
import { runSoak } from '../soak/run-soak.ts';

/** The short form of `soak`: what does not depend on how fast the machine is. */
test('a short soak: no change of Claude Code’s own registry is missed, and none is made up', async () => {
  const result = await runSoak({ steps: 20, seed: 20, dwellMs: 300 });
  const { fused, screen } = result;
  expect(fused.registryChanges).toBeGreaterThan(20);
  expect([fused.missed, fused.extra, screen.missed, screen.extra], report(result)).toEqual([
    [],
    [],
    [],
    [],
  ]);
}, 240_000);
