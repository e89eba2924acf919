import { TmuxError } from '../tmux-error.ts';
import { runTmux } from './run-tmux.ts';
import { isServerListening } from './server-probe.ts';
import { sleep, type Timers } from './timers.ts';
import type { TmuxTarget } from './tmux-environment.ts';

const CHECK_INTERVAL_MS = 10;
const END_TIMEOUT_MS = 5_000;

/**
 * Ends the server and waits until its process is gone.
 *
 * @throws TmuxError `timeout` when it does not go: a client that does not read holds it (server.c, before 3.8)
 */
export async function endServer(
  target: TmuxTarget,
  server: { pid: number; socketPath: string },
  timers: Timers,
): Promise<void> {
  if (!isRunning(server.pid) || !(await isServerListening(server.socketPath))) return;
  await runTmux(target, ['-N', 'kill-server']);
  for (let waited = 0; isRunning(server.pid); waited += CHECK_INTERVAL_MS) {
    if (waited >= END_TIMEOUT_MS) {
      throw new TmuxError(
        'timeout',
        `The tmux server (process ${server.pid}) did not end within ${END_TIMEOUT_MS} ms.`,
      );
    }
    await sleep(timers, CHECK_INTERVAL_MS);
  }
}

/** Signal 0 only asks. The server is not our child, so no event tells of its end. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
