import type { ChildProcess } from 'node:child_process';
import type { AegisClient } from '@aegis/client';
import type { ScriptedApi } from '@aegis/testkit';
import { createOfflineWorld, endProcess } from '../offline-world.ts';

/** A server that is killed and started again on the same state, while real Claude Code sessions go on. */
export interface CrashStage {
  api: ScriptedApi;
  client: AegisClient;
  workDir: string;
  /** `kill -9`, and wait until it is gone. */
  kill(): Promise<void>;
  /** Start it, and wait until it answers. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

export async function setCrashStage(): Promise<CrashStage> {
  const world = await createOfflineWorld({ settings: { AEGIS_LOG_LEVEL: 'error' } });
  const { api, client, workDir } = world;
  world.home.trust(workDir);
  let server: ChildProcess | null = null;

  async function start(...flags: string[]): Promise<void> {
    server = await world.serve({ flags });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = server;
    server = null;
    if (child !== null) await endProcess(child, signal);
  }

  return {
    ...{ api, client, workDir },
    kill: () => end('SIGKILL'),
    start: () => start(),
    async dispose() {
      await end('SIGKILL');
      // The sessions end with a server that is stopped in peace.
      await start('--kill-sessions');
      await end('SIGTERM');
      await world.dispose();
    },
  };
}
