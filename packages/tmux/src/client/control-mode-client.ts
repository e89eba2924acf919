import {
  capturePane,
  describePane,
  killWindow,
  leaveModes,
  listPanes,
  newWindow,
  resizeWindow,
  sendKey,
  sendText,
  setPaneOption,
} from '../commands/commands.ts';
import { newWindowFormat } from '../commands/pane-formats.ts';
import { endServer } from '../io/end-server.ts';
import { remindServer } from '../io/remind-server.ts';
import { sleep, type Timers } from '../io/timers.ts';
import type { TmuxTarget } from '../io/tmux-environment.ts';
import { keyActions, type KeyAction } from '../keys/key-actions.ts';
import { SerialQueue } from '../keys/serial-queue.ts';
import { exitFacts } from '../pane/exit-facts.ts';
import { TmuxError } from '../tmux-error.ts';
import type {
  KeyPlan,
  NewWindow,
  PaneEvent,
  PaneId,
  PaneInfo,
  PaneStream,
  TmuxClient,
  TmuxClientEvent,
  TmuxVersion,
  WindowId,
} from '../types.ts';
import { checkNewWindow, checkOption, checkOptionName, checkSize } from './check-window.ts';
import type { Link } from './link.ts';
import type { ServerIdentity } from './link-types.ts';
import { callListener } from './listeners.ts';
import type { PaneHub } from './pane-hub.ts';
import { parsePanes } from './pane-listing.ts';
import { textLines } from './text-lines.ts';

export interface ClientParts {
  target: TmuxTarget;
  timers: Timers;
  link: Link;
  hub: PaneHub;
  server: ServerIdentity;
  listeners: Set<(event: TmuxClientEvent) => void>;
}

/** {@link TmuxClient} over a link. */
export class ControlModeClient implements TmuxClient {
  readonly version: TmuxVersion;
  readonly socketName: string;
  readonly #parts: ClientParts;
  readonly #writers = new SerialQueue<PaneId>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.version = parts.server.version;
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

  openPane(paneId: PaneId, onEvent: (event: PaneEvent) => void): Promise<PaneStream> {
    return this.#parts.hub.open(paneId, onEvent);
  }

  async captureText(
    paneId: PaneId,
    request: { historyLines: number; escapes: boolean; joinWrapped: boolean },
  ): Promise<string> {
    const [blocks] = await this.#parts.link.run('read', capturePane(paneId, request));
    return textLines(blocks?.[0]).join('\n');
  }

  async sendKeys(paneId: PaneId, plan: KeyPlan): Promise<void> {
    const actions = keyActions(plan);
    await this.#writers.run(paneId, async () => {
      await this.#assertAlive(paneId);
      for (const action of actions) await this.#press(paneId, action);
    });
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

  onEvent(listener: (event: TmuxClientEvent) => void): () => void {
    // Wrapped, so that one function given twice counts twice.
    const entry = (event: TmuxClientEvent): void => callListener(listener, event);
    this.#parts.listeners.add(entry);
    return () => void this.#parts.listeners.delete(entry);
  }

  async close(): Promise<void> {
    const { hub, link } = this.#parts;
    hub.close();
    await link.close();
  }

  async killServer(): Promise<void> {
    const { server, target, timers } = this.#parts;
    // First, since a control client that is slow to leave holds up the server's end.
    await this.close();
    await endServer(target, server.socketPath, timers);
  }

  async #assertAlive(paneId: PaneId): Promise<void> {
    const [blocks] = await this.#parts.link.run('read', describePane(paneId));
    const panes = parsePanes(textLines(blocks?.[0]), []);
    if (panes.find(({ info }) => info.paneId === paneId)?.info.dead === true) {
      throw new TmuxError(
        'pane_dead',
        `The program of pane ${paneId} has ended; keys would go nowhere.`,
      );
    }
  }

  async #press(paneId: PaneId, action: KeyAction): Promise<void> {
    const { link, timers } = this.#parts;
    if (action.type === 'wait') {
      await sleep(timers, action.ms);
      return;
    }
    const keys =
      action.type === 'text' ? sendText(paneId, action.text) : sendKey(paneId, action.key);
    // In one write, so that nobody can enter a mode between the two and have the keys eaten.
    await link.run('change', leaveModes(paneId), keys);
  }
}
