import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'tsup';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
/** Below the package, so that what the scripts import is found. */
const OUTPUT = join(PACKAGE, 'node_modules', '.cache', 'aegis-store-scripts');

/** Builds a script of `src/testing`, so that plain Node can run it in a process of its own. */
export async function buildScript(name: string): Promise<string> {
  await build({
    entry: [join(PACKAGE, 'src', 'testing', `${name}.ts`)],
    outDir: OUTPUT,
    format: ['esm'],
    target: 'node20',
    config: false,
    // Whatever folder the tests are started from, packages stay where they are.
    skipNodeModulesBundle: true,
    silent: true,
    clean: false,
  });
  return join(OUTPUT, `${name}.js`);
}

export function runScript(
  script: string,
  ...parameters: string[]
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
}
