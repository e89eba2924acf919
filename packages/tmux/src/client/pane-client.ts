import { capturePane, describePane, leaveModes, sendKey, sendText } from '../commands/commands.ts';
import { sleep, type Timers } from '../io/timers.ts';
import { keyActions, type KeyAction } from '../keys/key-actions.ts';
import { SerialQueue } from '../keys/serial-queue.ts';
import { TmuxError } from '../tmux-error.ts';
import type {
  KeyPlan,
  PaneEvent,
  PaneId,
  PaneStream,
  TmuxClientEvent,
  TmuxVersion,
  TmuxVisitor,
} from '../types.ts';
import type { Link } from './link.ts';
import type { ServerIdentity } from './link-types.ts';
import { callListener } from './listeners.ts';
import type { PaneHub } from './pane-hub.ts';
import { parsePanes } from './pane-listing.ts';
import { textLines } from './text-lines.ts';

export interface PaneClientParts {
  timers: Timers;
  link: Link;
  hub: PaneHub;
  server: ServerIdentity;
  listeners: Set<(event: TmuxClientEvent) => void>;
}

/** Panes over a link, whoever the server's owner is. */
export class PaneClient implements TmuxVisitor {
  readonly version: TmuxVersion;
  readonly #parts: PaneClientParts;
  readonly #writers = new SerialQueue<PaneId>();

  constructor(parts: PaneClientParts) {
    this.#parts = parts;
    this.version = parts.server.version;
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
      await this.#assertTakesKeys(paneId);
      for (const action of actions) await this.#press(paneId, action);
    });
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

  /** That keys would reach the pane's program, and nobody else's. */
  async #assertTakesKeys(paneId: PaneId): Promise<void> {
    const [blocks] = await this.#parts.link.run('read', describePane(paneId));
    const panes = parsePanes(textLines(blocks?.[0]), []);
    const pane = panes.find(({ info }) => info.paneId === paneId)?.info;
    if (pane?.dead === true) {
      throw new TmuxError(
        'pane_dead',
        `The program of pane ${paneId} has ended; keys would go nowhere.`,
      );
    }
    if (pane?.synchronized === true) {
      throw new TmuxError(
        'pane_synchronized',
        `Keys for pane ${paneId} would go to the other panes of its window too; turn the window's synchronize-panes off.`,
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
