import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'scripts'],
    // Most tests wait for real programs: even two cores have room for two at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
