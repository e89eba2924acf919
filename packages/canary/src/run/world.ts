import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAegis, type Aegis } from '@aegis/core';
import type { ScreenExplanation, ScreenInput } from '@aegis/status';
import {
  createClaudeHome,
  createOwnedDirectory,
  createTmuxSandbox,
  startScriptedApi,
  type ClaudeHome,
  type TmuxSandbox,
} from '@aegis/testkit';
import { EDITED_FILE, FILE_BEFORE, storyScripts } from '../tour/story.ts';
import { FrameRecorder } from './frame-recorder.ts';
import { startHookServer, type HookServer } from './hook-server.ts';

export type ExplainScreen = (screen: ScreenInput) => ScreenExplanation;

export interface WorldOptions {
  claudeCommand: readonly [string, ...string[]];
  tmuxPath: string;
  explainScreen: ExplainScreen;
}

/** Everything that the tour needs, all of its own: nothing of the user's is read or written but the program itself. */
export interface World {
  readonly aegis: Aegis;
  readonly home: ClaudeHome;
  readonly tmux: TmuxSandbox;
  readonly hooks: HookServer;
  readonly frames: FrameRecorder;
  /** The directory that a kind of session works in. */
  readonly workDirs: Readonly<Record<'untrusted' | 'main' | 'screen', string>>;
  /** Ends every process and removes every file; never rejects. */
  dispose(): Promise<void>;
}

/** @throws AegisError, TestkitError where something that the tour needs is missing */
export async function openWorld(options: WorldOptions): Promise<World> {
  const undo: (() => Promise<unknown>)[] = [];
  const dispose = async () => {
    for (const step of undo.splice(0).reverse()) await step().catch(() => undefined);
  };
  try {
    const directory = await createOwnedDirectory();
    undo.push(() => directory.dispose());
    const api = await startScriptedApi();
    undo.push(() => api.close());
    const home = await createClaudeHome({ api });
    undo.push(() => home.dispose());
    const tmux = createTmuxSandbox();
    undo.push(() => tmux.dispose());
    const hooks = await startHookServer();
    undo.push(() => hooks.close());
    const frames = new FrameRecorder();
    const aegis = await createAegis({
      stateDir: join(directory.path, 'state'),
      claudeCommand: options.claudeCommand,
      tmuxPath: options.tmuxPath,
      tmuxSocket: tmux.socketName,
      env: home.env,
      hookBaseUrl: hooks.baseUrl,
      readScreen: (screen) => {
        const { reading } = options.explainScreen(screen);
        frames.saw(screen, reading);
        return reading;
      },
    });
    undo.push(() => aegis.close({ killSessions: true }));
    hooks.connect(aegis);
    const workDirs = {
      untrusted: join(directory.path, 'untrusted'),
      main: join(directory.path, 'main'),
      screen: join(directory.path, 'screen'),
    };
    for (const workDir of Object.values(workDirs)) {
      await mkdir(workDir);
      await writeFile(join(workDir, EDITED_FILE), FILE_BEFORE);
    }
    for (const trusted of [workDirs.main, workDirs.screen]) home.trust(trusted);
    for (const [prompt, script] of storyScripts(join(workDirs.main, EDITED_FILE))) {
      api.when(prompt, script);
    }
    return { aegis, home, tmux, hooks, frames, workDirs, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
