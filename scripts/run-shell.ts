import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '@aegis/testkit';
import { CLI } from './offline-world.ts';
import type { Stage } from './stage.ts';

/** Runs a script in the stage's work directory, where `aegis` is the built command. */
export function runShell({ home, env, workDir }: Stage, script: string, timeoutMs = 60_000) {
  const path = join(home.home, 'block.sh');
  writeFileSync(path, `aegis() { '${process.execPath}' '${CLI}' "$@"; }\n${script}`);
  return runProcess(['bash', path], { env, cwd: workDir, timeoutMs });
}
