import { defineProject } from 'vitest/config';

/** Tests read the sources of sibling packages, so that no build stands between an edit and its test. */
export function project(name: string) {
  return defineProject({
    resolve: { conditions: ['aegis-source'] },
    ssr: { resolve: { conditions: ['aegis-source'], externalConditions: ['aegis-source'] } },
    test: {
      name,
      include: ['src/**/*.test.ts'],
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  });
}
