import { defineConfig } from 'vitest/config';

/** Recording is no test and never part of a test run; vitest is used for its TypeScript and its module resolution. */
export default defineConfig({
  resolve: { conditions: ['aegis-source'] },
  ssr: { resolve: { conditions: ['aegis-source'], externalConditions: ['aegis-source'] } },
  test: {
    name: 'record',
    root: import.meta.dirname,
    include: ['record.ts'],
    testTimeout: 300_000,
    fileParallelism: false,
  },
});
