import { join } from 'node:path';
import {
  bundleProgram,
  createFakeClaude,
  createOwnedDirectory,
  createWorkDir,
  runProcess,
  type Scenario,
} from '@aegis/testkit';
import type { Aegis } from '../aegis/aegis.ts';
import { createAegis } from '../aegis/create-aegis.ts';
import { socketNameFor } from '../aegis/options.ts';
import { createRealWorld } from './real-world.ts';

/** Sessions in a folder that nobody has trusted, and what plays the model in them. */
export interface PlayedWorld {
  aegis: Aegis;
  workDir: string;
  play(scenario: Scenario): void;
  restart(): Promise<Aegis>;
  tmux(...parameters: string[]): Promise<string>;
  dispose(): Promise<void>;
}

/** The real Claude Code, offline. */
export async function realPlayedWorld(): Promise<PlayedWorld> {
  const world = await createRealWorld({ trusted: false });
  return Object.assign(world, { play: (scenario: Scenario) => world.api.play(scenario) });
}

const PROGRAM = join(import.meta.dirname, '../../../testkit/src/look-alike/fake-claude.ts');

/** The testkit's look-alike, as its sources are now. */
export async function lookAlikeWorld(): Promise<PlayedWorld> {
  const bundle = await bundleProgram(PROGRAM);
  const claude = await createFakeClaude({ program: bundle.path, trust: 'ask' });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  const { claudeCommand, env } = claude;
  const open = () => createAegis({ stateDir: state.path, claudeCommand, env });
  const world: PlayedWorld = {
    aegis: await open(),
    workDir: work.path,
    play: (scenario) => claude.play(scenario),
    async restart() {
      await world.aegis.close();
      world.aegis = await open();
      return world.aegis;
    },
    async tmux(...parameters) {
      const socket = socketNameFor(state.path);
      const { code, stdout, stderr } = await runProcess([
        'tmux',
        '-u',
        '-L',
        socket,
        ...parameters,
      ]);
      if (code !== 0) throw new Error(`tmux ${parameters.join(' ')}: ${stderr}`);
      return stdout;
    },
    async dispose() {
      await world.aegis.close({ killSessions: true });
      await claude.dispose();
      await work.dispose();
      await state.dispose();
      await bundle.remove();
    },
  };
  return world;
}
