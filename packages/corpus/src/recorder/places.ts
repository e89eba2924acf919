import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CorpusError } from '../corpus-error.ts';

/** Short, and the same on every machine, since these are on the screens. */
const WORK_DIRS = '/tmp/w';
const HOMES = '/tmp/w.homes';
const OWNERS = '/tmp/w.owners';
/** Longer than any scenario takes. */
const MOST_WAIT_MS = 600_000;
const POLL_MS = 500;

/** Where a scenario plays. Only one recording of a scenario can run at a time. */
export interface ScenarioPlace {
  /** There, and empty. */
  workDir: string;
  /** Not there yet. */
  home: string;
  release(): void;
}

/**
 * Waits for another recorder that plays this scenario.
 *
 * @throws CorpusError `scenario_busy`
 */
export async function scenarioPlace(name: string): Promise<ScenarioPlace> {
  const workDir = join(WORK_DIRS, name);
  const home = join(HOMES, name);
  const owner = join(OWNERS, name);
  mkdirSync(OWNERS, { recursive: true });
  await claim(owner, name);
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

async function claim(owner: string, name: string): Promise<void> {
  for (let waited = 0; waited < MOST_WAIT_MS; waited += POLL_MS) {
    try {
      writeFileSync(owner, String(process.pid), { flag: 'wx' });
      return;
    } catch {
      // A recorder that was killed left its claim behind.
      if (isThere(ownerOf(owner))) await sleep(POLL_MS);
      else rmSync(owner, { force: true });
    }
  }
  const message = `Another recorder (process ${ownerOf(owner)}) plays ${name} in ${WORK_DIRS}: wait for it, or end it`;
  throw new CorpusError('scenario_busy', message);
}

function ownerOf(owner: string): number {
  try {
    return Number(readFileSync(owner, 'utf8'));
  } catch {
    return 0;
  }
}

function isThere(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
