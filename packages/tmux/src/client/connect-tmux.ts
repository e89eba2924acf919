import { listPanes } from '../commands/commands.ts';
import { remindServer } from '../io/remind-server.ts';
import { tmuxTarget } from '../io/tmux-environment.ts';
import type { TmuxClient, TmuxOptions } from '../types.ts';
import { checkTmux } from './check-tmux.ts';
import { ControlModeClient } from './control-mode-client.ts';
import { openLinkAndHub } from './link-and-hub.ts';
import { prepareServer } from './prepare-server.ts';
import { attachToKeeper, ensureKeeperSession } from './start-server.ts';

/**
 * Connects to the tmux server of a socket, and starts it where there is none.
 *
 * @throws TmuxError `not_found`, `too_old`, `invalid_argument`, `command_failed`, `timeout`, `protocol`
 */
export async function connectTmux(options: TmuxOptions): Promise<TmuxClient> {
  const target = tmuxTarget(options);
  await checkTmux(options);
  await ensureKeeperSession(target, true);
  const parts = await openLinkAndHub({
    timers: options.timers,
    attachPlan: () => Promise.resolve(attachToKeeper(target)),
    prepare: (run) => prepareServer(run, target),
    restoreKeeper: () => ensureKeeperSession(target, false),
    listing: listPanes(target.keeperSession, []),
    remindServer,
  });
  return new ControlModeClient({ ...parts, target });
}
