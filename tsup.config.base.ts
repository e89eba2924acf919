import { defineConfig, type Options } from 'tsup';

/** One build for every package: ESM, types, source maps. `entry` is all that differs. */
export function build(entry: Record<string, string>, extra: Options = {}) {
  return defineConfig({
    entry,
    format: ['esm'],
    target: 'node20',
    dts: true,
    sourcemap: true,
    clean: true,
    ...extra,
  });
}
