import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';

export interface BundledProgram {
  /** What `node` takes. */
  path: string;
  remove: () => Promise<void>;
}

/** A program as one bundle of the sources as they are now, so that a process test needs no build and sees no old one. */
export async function bundleProgram(entry: string): Promise<BundledProgram> {
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
    // Native addons cannot be bundled; only `serve` loads them.
    noExternal: [/^(?!better-sqlite3|node-pty)/],
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
