import { remindServer } from '../io/remind-server.ts';
import { systemTimers } from '../io/timers.ts';
import { tmuxTarget } from '../io/tmux-environment.ts';
import type { TmuxClient, TmuxClientEvent, TmuxOptions } from '../types.ts';
import { checkTmux } from './check-tmux.ts';
import { ControlModeClient } from './control-mode-client.ts';
import { Link } from './link.ts';
import { PaneHub } from './pane-hub.ts';
import { prepareServer } from './prepare-server.ts';
import { ensureKeeperSession } from './start-server.ts';

/**
 * Connects to the tmux server of a socket, and starts it where there is none.
 *
 * @throws TmuxError `not_found`, `too_old`, `invalid_argument`, `command_failed`, `timeout`, `protocol`
 */
export async function connectTmux(options: TmuxOptions): Promise<TmuxClient> {
  const target = tmuxTarget(options);
  const timers = systemTimers;
  await checkTmux(options);
  await ensureKeeperSession(target, true);

  const listeners = new Set<(event: TmuxClientEvent) => void>();
  const tell = (event: TmuxClientEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const link: Link = new Link({
    target,
    timers,
    prepare: (run) => prepareServer(run, target),
    restoreKeeper: () => ensureKeeperSession(target, false),
    events: {
      onNotification: (notification) => hub.onNotification(notification),
      onConnected: (server) => {
        hub.onConnected(server);
        tell({ type: 'connected' });
      },
      onDisconnected: (reason) => {
        hub.onDisconnected();
        tell({ type: 'disconnected', reason });
      },
      onServerLost: (reason) => {
        hub.onServerLost();
        tell({ type: 'server-lost', reason });
      },
      onUnknownLine: (line) => tell({ type: 'unknown-line', line }),
    },
  });
  const hub = new PaneHub({ link, session: target.keeperSession, timers, remindServer });
  try {
    const server = await link.connect();
    return new ControlModeClient({ target, timers, link, hub, server, listeners });
  } catch (error) {
    await link.close();
    throw error;
  }
}
