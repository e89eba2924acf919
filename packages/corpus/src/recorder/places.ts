import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../corpus-error.ts';

/** Short, and the same on every machine, since these are on the screens. */
const WORK_DIRS = '/tmp/w';
const HOMES = '/tmp/w.homes';
const OWNERS = '/tmp/w.owners';

/** Where a scenario plays. Only one recording of a scenario can run at a time. */
export interface ScenarioPlace {
  /** There, and empty. */
  workDir: string;
  /** Not there yet. */
  home: string;
  release(): void;
}

/** @throws CorpusError `scenario_busy` */
export function scenarioPlace(name: string): ScenarioPlace {
  const workDir = join(WORK_DIRS, name);
  const home = join(HOMES, name);
  const owner = join(OWNERS, name);
  mkdirSync(OWNERS, { recursive: true });
  claim(owner, name);
  // A recorder that was killed left its directories behind.
  rmSync(home, { recursive: true, force: true });
  rmSync(workDir, { recursive: true, force: true });
  mkdirSync(workDir, { recursive: true });
  return {
    workDir,
    home,
    release: () => {
      rmSync(workDir, { recursive: true, force: true });
      rmSync(owner, { force: true });
    },
  };
}

function claim(owner: string, name: string): void {
  for (const flag of ['wx', 'w'] as const) {
    try {
      writeFileSync(owner, String(process.pid), { flag });
      return;
    } catch (cause) {
      if (!isThere(Number(readFileSync(owner, 'utf8')))) continue;
      const message = `Another recorder (process ${readFileSync(owner, 'utf8')}) plays ${name} in ${WORK_DIRS}: wait for it`;
      throw new CorpusError('scenario_busy', message, { cause });
    }
  }
}

function isThere(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
