import type { ChildProcess } from 'node:child_process';
import {
  createOfflineWorld,
  endProcess,
  type OfflineWorld,
  type OfflineWorldOptions,
} from './offline-world.ts';

/** A real server with a real Claude Code against a scripted model, all of its own: nothing of the user's is touched. */
export interface Stage extends Omit<OfflineWorld, 'serve'> {
  server: ChildProcess;
}

export async function setStage(options: OfflineWorldOptions = {}): Promise<Stage> {
  const world = await createOfflineWorld(options);
  const server = await world.serve({ flags: ['--kill-sessions'] });
  return {
    ...world,
    server,
    async dispose() {
      await endProcess(server, 'SIGTERM');
      await world.dispose();
    },
  };
}
