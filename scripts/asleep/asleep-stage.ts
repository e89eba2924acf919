import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AegisClient } from '@aegis/client';
import { socketNameFor } from '@aegis/core';
import { processesFrom, runProcess, type ScriptedApi } from '@aegis/testkit';
import { createOfflineWorld, endProcess } from '../offline-world.ts';

const SET_CLOCK = fileURLToPath(new URL('set-clock.mjs', import.meta.url));

/** Who stands still: the server alone, or all of it, as on a laptop that sleeps; or tmux alone. */
export type Sleeper = 'server' | 'everything' | 'tmux';

/** The built server and real Claude Code, to be stopped for a while and set going again. */
export interface AsleepStage {
  api: ScriptedApi;
  client: AegisClient;
  baseUrl: string;
  workDir: string;
  serverPid: number;
  /** A command to the tmux server that the sessions run in, as a person would give it. */
  tmux(...parameters: string[]): Promise<string>;
  /** Stop them, do what happens meanwhile, set the server's wall clock, and let them go on. */
  whileAsleep(who: Sleeper, meanwhile: () => Promise<void>, jumpMs?: number): Promise<void>;
  dispose(): Promise<void>;
}

export async function setAsleepStage(): Promise<AsleepStage> {
  const world = await createOfflineWorld({ settings: { AEGIS_LOG_LEVEL: 'error' } });
  const { api, client, workDir, env, port } = world;
  world.home.trust(workDir);
  const server = await world.serve({
    ...{ flags: ['--kill-sessions'], nodeFlags: ['--import', SET_CLOCK], channel: true },
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const tmux = async (...parameters: string[]) => {
    const command = ['tmux', '-u', '-L', socketNameFor(world.stateDir), ...parameters] as const;
    return (await runProcess(command, { env })).stdout;
  };
  const pid = pidOf(server);

  return {
    ...{ api, client, baseUrl, tmux, workDir, serverPid: pid },
    async whileAsleep(who, meanwhile, jumpMs = 0) {
      const tmuxPid = Number(await tmux('display-message', '-p', '#{pid}'));
      // The server first, and last again: it finds everything changed.
      const roots = { server: [pid], everything: [pid, tmuxPid], tmux: [tmuxPid] }[who];
      const pids = who === 'tmux' ? roots : [...new Set(roots.flatMap(processesFrom))];
      const stopped = who === 'server' ? [pid] : pids;
      for (const each of stopped) process.kill(each, 'SIGSTOP');
      try {
        await meanwhile();
      } finally {
        if (jumpMs !== 0) server.send({ jump: jumpMs });
        for (const each of stopped.toReversed()) process.kill(each, 'SIGCONT');
      }
      if (jumpMs !== 0) await once(server, 'message');
    },
    async dispose() {
      await endProcess(server, 'SIGTERM');
      await world.dispose();
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The server did not start.');
  return pid;
}
