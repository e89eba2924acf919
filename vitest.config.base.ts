import { fileURLToPath } from 'node:url';
import { configDefaults, defineProject } from 'vitest/config';

const setup = fileURLToPath(new URL('vitest.setup.ts', import.meta.url));
const conformance = fileURLToPath(new URL('vitest.conformance.ts', import.meta.url));
/** A machine that checks a change starts real programs on busy cores: there a test that failed is tried once more. */
const retry = process.env['CI'] === 'true' ? 1 : 0;

/** Tests read the sources of sibling packages, so that no build stands between an edit and its test. */
export function project(
  name: string,
  {
    exclude = [],
    asksServers = false,
  }: { exclude?: readonly string[]; asksServers?: boolean } = {},
) {
  return defineProject({
    resolve: { conditions: ['aegis-source'] },
    ssr: { resolve: { conditions: ['aegis-source'], externalConditions: ['aegis-source'] } },
    test: {
      name,
      include: ['src/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...exclude],
      setupFiles: asksServers ? [setup, conformance] : [setup],
      retry,
      testTimeout: 30_000,
      // What is waited for comes late where the cores are busy; the library's own second is too short for that.
      expect: { poll: { timeout: 10_000 } },
      hookTimeout: 60_000,
    },
  });
}
