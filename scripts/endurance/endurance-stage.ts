import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AegisClient } from '@aegis/client';
import { socketNameFor } from '@aegis/core';
import { createOwnedDirectory, runProcess, type ScriptedApi } from '@aegis/testkit';
import { createOfflineWorld, endProcess } from '../offline-world.ts';
import { takeSample, type Sample } from './sample.ts';

const PROBE = fileURLToPath(new URL('heap-probe.mjs', import.meta.url));

/** The built server, with a probe for its memory, and real Claude Code. */
export interface EnduranceStage {
  api: ScriptedApi;
  client: AegisClient;
  server: ChildProcess;
  workDir: string;
  sample(): Promise<Sample>;
  dispose(): Promise<void>;
}

export async function setEnduranceStage(): Promise<EnduranceStage> {
  const temporary = await createOwnedDirectory();
  const world = await createOfflineWorld({ settings: { TMPDIR: temporary.path } });
  const { api, client, workDir, stateDir, env } = world;
  world.home.trust(workDir);
  const server = await world.serve({
    flags: ['--kill-sessions'],
    nodeFlags: ['--expose-gc', '--import', PROBE],
    channel: true,
  });

  async function tmuxPid(): Promise<number> {
    const { stdout } = await runProcess(
      ['tmux', '-L', socketNameFor(stateDir), 'display-message', '-p', '#{pid}'],
      { env },
    );
    return Number(stdout);
  }

  return {
    api,
    client,
    server,
    workDir,
    sample: async () =>
      takeSample({
        server,
        tmuxPid: await tmuxPid(),
        stateDir,
        temporaryDir: temporary.path,
      }),
    async dispose() {
      await endProcess(server, 'SIGTERM');
      await world.dispose();
      await temporary.dispose();
    },
  };
}
