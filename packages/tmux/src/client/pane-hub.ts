import type { CommandText } from '../commands/commands.ts';
import type { Notification } from '../machine/machine-types.ts';
import { exitFacts } from '../pane/exit-facts.ts';
import type { FollowerInput } from '../pane/follower-types.ts';
import type { Timers } from '../io/timers.ts';
import type { PaneEvent, PaneId, PaneInfo, PaneStream } from '../types.ts';
import type { Link } from './link.ts';
import type { LinkReply, ServerIdentity } from './link-types.ts';
import { parsePanes } from './pane-listing.ts';
import { PaneTap } from './pane-tap.ts';
import { textLines } from './text-lines.ts';

/**
 * A watchdog: guards against the end of a program of which tmux itself did not hear (see `remindServer`), and so rings
 * no bell. One listing over the connection that is there; no process, and nothing while no pane is followed.
 */
const WATCH_INTERVAL_MS = 1_000;

/** Gives each notification to the streams that it is for, and asks tmux what became of the panes when one may have changed. */
export interface HubSetup {
  link: Link;
  /** Lists the panes that can be followed, or just those that are. */
  listing: CommandText;
  timers: Timers;
  /** What a listing found, and the server that it was asked of. */
  onListed?(panes: readonly PaneInfo[], server: ServerIdentity): void;
  /** Has the tmux server look again for programs that have ended. */
  remindServer(pid: number): void;
}

export class PaneHub {
  readonly #setup: HubSetup;
  readonly #taps = new Map<PaneId, Set<PaneTap>>();
  #server: ServerIdentity | null = null;
  #listing: 'no' | 'asked' | 'stale' = 'no';
  #watching = false;

  constructor(setup: HubSetup) {
    this.#setup = setup;
  }

  async open(paneId: PaneId, onEvent: (event: PaneEvent) => void): Promise<PaneStream> {
    const version = this.#server?.version ?? { text: '', major: 0, minor: 0 };
    const taps = this.#taps.get(paneId) ?? new Set();
    const tap: PaneTap = new PaneTap({
      link: this.#setup.link,
      paneId,
      version,
      onEvent,
      onClose: () => {
        taps.delete(tap);
        if (taps.size === 0) this.#taps.delete(paneId);
      },
    });
    this.#taps.set(paneId, taps.add(tap));
    this.#watch();
    await tap.start();
    return tap;
  }

  onConnected(server: ServerIdentity): void {
    const first = this.#server === null;
    this.#server = server;
    if (first) return;
    this.#tellAll({ type: 'connected' });
    this.#refresh();
  }

  onDisconnected(): void {
    this.#listing = 'no';
    this.#tellAll({ type: 'disconnected' });
  }

  onServerLost(): void {
    this.#tellAll({ type: 'server-lost' });
  }

  onNotification(notification: Notification): void {
    switch (notification.type) {
      case 'output':
        // The keeper's echo: a program has ended somewhere.
        if (notification.paneId === this.#server?.keeperPaneId) this.#refresh();
        else this.#tell(notification.paneId, { type: 'output', bytes: notification.bytes });
        return;
      case 'pause':
        this.#tell(notification.paneId, { type: 'paused' });
        return;
      case 'continue':
        return;
      case 'layout-change':
      case 'window-close':
        this.#refresh();
    }
  }

  close(): void {
    for (const taps of [...this.#taps.values()]) for (const tap of [...taps]) tap.close();
  }

  #tell(paneId: PaneId, input: FollowerInput): void {
    const taps = this.#taps.get(paneId);
    // A copy: a listener may close its stream meanwhile.
    if (taps) for (const tap of [...taps]) tap.take(input);
  }

  #tellAll(input: FollowerInput): void {
    for (const paneId of [...this.#taps.keys()]) this.#tell(paneId, input);
  }

  #watch(): void {
    if (this.#watching || this.#taps.size === 0) return;
    this.#watching = true;
    this.#setup.timers.after(WATCH_INTERVAL_MS, () => {
      this.#watching = false;
      this.#refresh();
      this.#watch();
    });
  }

  /** One listing at a time; what happens under way asks for one more. */
  #refresh(): void {
    if (this.#taps.size === 0) return;
    if (this.#listing !== 'no') {
      this.#listing = 'stale';
      return;
    }
    this.#listing = 'asked';
    const onReply = (reply: LinkReply): void => this.#onListing(reply);
    const { link, listing } = this.#setup;
    link.submit([{ text: listing, repeatable: false, onReply }]);
  }

  #onListing(reply: LinkReply): void {
    const again = this.#listing === 'stale';
    this.#listing = 'no';
    if (reply.ok) {
      const listed = parsePanes(textLines(reply.blocks[0]), []).map(({ info }) => info);
      const panes = new Map(listed.map((info) => [info.paneId, info]));
      if (this.#server !== null) this.#setup.onListed?.(listed, this.#server);
      for (const paneId of [...this.#taps.keys()]) {
        this.#tell(paneId, { type: 'listed', facts: this.#factsOf(panes.get(paneId)) });
      }
    }
    if (again) this.#refresh();
  }

  #factsOf(info: PaneInfo | undefined): Extract<FollowerInput, { type: 'listed' }>['facts'] {
    if (!info || !this.#server) return null;
    const { cols, rows } = info;
    const exit = exitFacts(info, this.#server.version);
    if (exit.dead && !exit.statusKnown) this.#setup.remindServer(this.#server.pid);
    return { cols, rows, ...exit };
  }
}
