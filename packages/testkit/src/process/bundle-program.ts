import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BundledProgram {
  /** What `node` takes. */
  readonly path: string;
  remove(): Promise<void>;
}

export interface BundleOptions {
  /** Packages that stay outside the bundle, such as native addons; none where left out. */
  readonly external?: readonly string[];
}

/**
 * A program as one bundle of the sources as they are now, so that a process test needs no build and sees no old one.
 * Needs `tsup`, an optional peer of this package.
 */
export async function bundleProgram(
  entry: string,
  { external = [] }: BundleOptions = {},
): Promise<BundledProgram> {
  const { build } = await import('tsup');
  const directory = await mkdtemp(join(tmpdir(), 'aegis-bundle-'));
  await build({
    entry: { main: entry },
    outDir: directory,
    outExtension: () => ({ js: '.mjs' }),
    format: ['esm'],
    target: 'node20',
    config: false,
    silent: true,
    dts: false,
    noExternal: [external.length === 0 ? /.*/ : new RegExp(`^(?!${external.join('|')})`)],
    // Libraries in CommonJS find Node's builtins through this.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    esbuildOptions: (options) => {
      options.conditions = ['aegis-source'];
    },
  });
  return {
    path: join(directory, 'main.mjs'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
