import { rm } from 'node:fs/promises';
import { TmuxError } from '../tmux-error.ts';
import { runTmux } from './run-tmux.ts';
import { isServerListening } from './server-probe.ts';
import { sleep, type Timers } from './timers.ts';
import type { TmuxTarget } from './tmux-environment.ts';

const CHECK_INTERVAL_MS = 10;
const END_TIMEOUT_MS = 5_000;

/**
 * Ends the server and waits until it listens no more. Its process is not our child, so no event tells of its end; and
 * its pid says less than the socket, since an ended process keeps it until its parent has looked.
 *
 * @throws TmuxError `timeout` when it does not go: a client that does not read holds it (server.c, before 3.8)
 */
export async function endServer(
  target: TmuxTarget,
  socketPath: string,
  timers: Timers,
): Promise<void> {
  if (!(await isServerListening(socketPath))) return;
  await runTmux(target, ['-N', 'kill-server']);
  for (let waited = 0; await isServerListening(socketPath); waited += CHECK_INTERVAL_MS) {
    if (waited >= END_TIMEOUT_MS) {
      throw new TmuxError('timeout', `The tmux server did not end within ${END_TIMEOUT_MS} ms.`);
    }
    await sleep(timers, CHECK_INTERVAL_MS);
  }
  // tmux leaves its socket behind.
  await rm(socketPath, { force: true });
}
