import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where it is decided whether a change lands, tests that start real programs have the cores to themselves. */
const isDecided = process.env['CI'] === 'true';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'scripts'],
    // Most tests wait for real programs: even two cores have room for two at once.
    maxWorkers: isDecided ? 1 : Math.max(2, availableParallelism() - 1),
  },
});
