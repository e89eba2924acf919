import {
  killWindow,
  listPanes,
  newWindow,
  resizeWindow,
  setPaneOption,
} from '../commands/commands.ts';
import { newWindowFormat } from '../commands/pane-formats.ts';
import { endServer } from '../io/end-server.ts';
import { remindServer } from '../io/remind-server.ts';
import type { TmuxTarget } from '../io/tmux-environment.ts';
import { exitFacts } from '../pane/exit-facts.ts';
import { TmuxError } from '../tmux-error.ts';
import type { NewWindow, PaneId, PaneInfo, TmuxClient, WindowId } from '../types.ts';
import { checkNewWindow, checkOption, checkOptionName, checkSize } from './check-window.ts';
import { PaneClient, type PaneClientParts } from './pane-client.ts';
import { parsePanes } from './pane-listing.ts';
import { textLines } from './text-lines.ts';

export interface ClientParts extends PaneClientParts {
  target: TmuxTarget;
}

/** {@link TmuxClient} over a link: what can be done with panes, and with a server that is ours. */
export class ControlModeClient extends PaneClient implements TmuxClient {
  readonly socketName: string;
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    super(parts);
    this.#parts = parts;
    this.socketName = parts.target.socketName;
  }

  async newWindow(window: NewWindow): Promise<{ windowId: WindowId; paneId: PaneId; pid: number }> {
    checkNewWindow(window);
    const { link, target } = this.#parts;
    const [blocks] = await link.run('change', newWindow(target.keeperSession, window));
    const created = textLines(blocks?.flat()).flatMap((line) => newWindowFormat.parse(line) ?? []);
    const [pane] = created;
    if (!pane) throw new TmuxError('protocol', 'tmux did not say which window it made.');
    return pane;
  }

  async listPanes(options: readonly string[] = []): Promise<PaneInfo[]> {
    for (const name of options) checkOptionName(name);
    const { link, target } = this.#parts;
    const [blocks] = await link.run('read', listPanes(target.keeperSession, options));
    const panes = parsePanes(textLines(blocks?.[0]), options);
    // The status comes with a later listing; where nobody follows the pane, nothing else would bring it.
    const { pid, version } = this.#parts.server;
    const unknown = panes.some(({ info }) => info.dead && !exitFacts(info, version).statusKnown);
    if (unknown) remindServer(pid);
    return panes.filter(({ isKeeper }) => !isKeeper).map(({ info }) => info);
  }

  async setPaneOption(paneId: PaneId, name: string, value: string): Promise<void> {
    checkOption(name, value);
    await this.#parts.link.run('change', setPaneOption(paneId, name, value));
  }

  async resizeWindow(windowId: WindowId, cols: number, rows: number): Promise<void> {
    checkSize(cols, rows);
    await this.#parts.link.run('change', resizeWindow(windowId, cols, rows));
  }

  async killWindow(windowId: WindowId): Promise<void> {
    await this.#parts.link.run('change', killWindow(windowId));
  }

  async killServer(): Promise<void> {
    const { server, target, timers } = this.#parts;
    // First, since a control client that is slow to leave holds up the server's end.
    await this.close();
    await endServer(target, server.socketPath, timers);
  }
}
