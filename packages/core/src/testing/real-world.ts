import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  resolveClaude,
  runProcess,
  startScriptedApi,
  type ClaudeHome,
  type ScriptedApi,
} from '@aegis/testkit';
import type { Aegis } from '../aegis/aegis.ts';
import { createAegis } from '../aegis/create-aegis.ts';
import { socketNameFor } from '../aegis/options.ts';
import { systemClock, type Clock } from '../ports/clock.ts';

/** A real Claude Code, offline, in an isolated HOME, with a state directory of its own. */
export interface RealWorld {
  api: ScriptedApi;
  home: ClaudeHome;
  stateDir: string;
  workDir: string;
  aegis: Aegis;
  /** As a restart of the program would: sessions go on meanwhile. */
  restart(): Promise<Aegis>;
  /** A command to the tmux server that the sessions run in, as a person would give it. */
  tmux(...parameters: string[]): Promise<string>;
  dispose(): Promise<void>;
}

export interface RealWorldOptions {
  /** Whether the folder is trusted already; true where left out. */
  trusted?: boolean;
  /** `off`: the project's own settings turn all hooks off. */
  hooks?: 'on' | 'off';
  /** A directory of the caller's; else one that goes with the world. */
  stateDir?: string;
  /** Aegis's own; Claude Code has the machine's. */
  clock?: Clock;
}

export async function createRealWorld({
  trusted = true,
  hooks = 'on',
  stateDir,
  clock = systemClock,
}: RealWorldOptions = {}): Promise<RealWorld> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const owned = stateDir === undefined ? await createOwnedDirectory() : null;
  const statePath = stateDir ?? owned?.path ?? '';
  const work = await createWorkDir();
  if (trusted) home.trust(work.path);
  if (hooks === 'off') await turnHooksOff(work.path);
  const open = () =>
    createAegis({ stateDir: statePath, claudeCommand: [resolveClaude()], env: home.env, clock });
  const world: RealWorld = {
    api,
    home,
    stateDir: statePath,
    workDir: work.path,
    aegis: await open(),
    async restart() {
      await world.aegis.close();
      world.aegis = await open();
      return world.aegis;
    },
    async tmux(...parameters) {
      const { code, stdout, stderr } = await runProcess(
        ['tmux', '-u', '-L', socketNameFor(statePath), ...parameters],
        { env: { ...home.env } },
      );
      if (code !== 0) throw new Error(`tmux ${parameters.join(' ')}: ${stderr}`);
      return stdout;
    },
    async dispose() {
      await world.aegis.close({ killSessions: true });
      await home.dispose();
      await work.dispose();
      await owned?.dispose();
      await api.close();
    },
  };
  return world;
}

/** As a project's own settings can. */
export async function turnHooksOff(workDir: string): Promise<void> {
  await mkdir(join(workDir, '.claude'));
  const settings = JSON.stringify({ disableAllHooks: true });
  await writeFile(join(workDir, '.claude', 'settings.json'), settings);
}
