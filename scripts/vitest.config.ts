import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

/** These test what is built, as a user gets it: no source conditions here. */
export default defineProject({
  test: {
    name: 'whole',
    include: ['**/*.test.ts'],
    setupFiles: [fileURLToPath(new URL('../vitest.conformance.ts', import.meta.url))],
    retry: process.env['CI'] === 'true' ? 1 : 0,
    testTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
  },
});
