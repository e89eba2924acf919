import { systemTimers, type Timers } from '../io/timers.ts';
import type { PaneInfo, TmuxClientEvent } from '../types.ts';
import { Link, type LinkSetup } from './link.ts';
import type { ServerIdentity } from './link-types.ts';
import type { PaneClientParts } from './pane-client.ts';
import { PaneHub, type HubSetup } from './pane-hub.ts';

/** What differs between a server of ours and one that is visited. */
export interface ServerSetup
  extends Omit<LinkSetup, 'timers' | 'events'>, Omit<HubSetup, 'link' | 'timers' | 'onListed'> {
  timers: Timers | undefined;
  onListed?: (link: Link, panes: readonly PaneInfo[], server: ServerIdentity) => void;
}

/** Commands out and notifications in, each given to whom it is for; connected. */
export async function openLinkAndHub(setup: ServerSetup): Promise<PaneClientParts> {
  const listeners = new Set<(event: TmuxClientEvent) => void>();
  const tell = (event: TmuxClientEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const { onListed, timers = systemTimers, ...shared } = setup;
  const link: Link = new Link({
    ...shared,
    timers,
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
  const hub = new PaneHub({
    ...shared,
    link,
    timers,
    ...(onListed && { onListed: (panes, server) => onListed(link, panes, server) }),
  });
  try {
    return { timers, link, hub, listeners, server: await link.connect() };
  } catch (error) {
    await link.close();
    throw error;
  }
}
