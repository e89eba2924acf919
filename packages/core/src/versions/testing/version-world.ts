import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  fetchClaude,
  startScriptedApi,
  type ScriptedApi,
} from '@aegis/testkit';
import type { Aegis } from '../../aegis/aegis.ts';
import { createAegis } from '../../aegis/create-aegis.ts';
import { turnHooksOff } from '../../testing/real-world.ts';

/** A released Claude Code, offline, and an Aegis that drives it. */
export interface VersionWorld {
  api: ScriptedApi;
  aegis: Aegis;
  /** A git repository, trusted, whose `npm test` makes the file `tested.txt`. */
  workDir: string;
  dispose(): Promise<void>;
}

/** @param hooks `off`: the project's own settings turn all hooks off, and what is left is the screen. */
export async function createVersionWorld(
  version: string,
  hooks: 'on' | 'off' = 'on',
): Promise<VersionWorld> {
  const claude = await fetchClaude(version);
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  home.trust(work.path);
  const scripts = { test: 'touch tested.txt' };
  await writeFile(join(work.path, 'package.json'), JSON.stringify({ scripts }));
  if (hooks === 'off') await turnHooksOff(work.path);
  const aegis = await createAegis({
    stateDir: state.path,
    claudeCommand: [claude],
    env: home.env,
    paneSize: { cols: 120, rows: 50 },
  });
  return {
    api,
    aegis,
    workDir: work.path,
    async dispose() {
      await aegis.close({ killSessions: true });
      await home.dispose();
      await work.dispose();
      await state.dispose();
      await api.close();
    },
  };
}
