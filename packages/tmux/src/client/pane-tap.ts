import {
  capturePane,
  capturePending,
  continuePane,
  describeScreen,
  type CommandText,
} from '../commands/commands.ts';
import { readCapture } from '../pane/capture-reply.ts';
import { PaneFollower } from '../pane/pane-follower.ts';
import type { FollowerAction, FollowerInput } from '../pane/follower-types.ts';
import { serverLostError, TmuxError } from '../tmux-error.ts';
import type { PaneCapture, PaneEvent, PaneId, PaneStream, TmuxVersion } from '../types.ts';
import { callListener } from './listeners.ts';
import type { Link } from './link.ts';
import type { Blocks, LinkCommand, LinkReply } from './link-types.ts';
import { textLines } from './text-lines.ts';

interface Waiter {
  resolve: (capture: PaneCapture) => void;
  reject: (error: TmuxError) => void;
}

export interface TapSetup {
  link: Link;
  paneId: PaneId;
  version: TmuxVersion;
  onEvent: (event: PaneEvent) => void;
  onClose: () => void;
}

/** A follower and what it needs done: its captures are sent, its events are given out, its askers are answered. */
export class PaneTap implements PaneStream {
  readonly paneId: PaneId;
  readonly #setup: TapSetup;
  readonly #follower = new PaneFollower();
  #open = true;
  #opening: Waiter | null = null;
  #waiters: Waiter[] = [];

  constructor(setup: TapSetup) {
    this.#setup = setup;
    this.paneId = setup.paneId;
  }

  /** Resolves with the first `reset`. */
  start(): Promise<PaneCapture> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.take({ type: 'start' });
    });
  }

  resync(): Promise<PaneCapture> {
    if (!this.#open) return Promise.reject(endedError(this.paneId));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.take({ type: 'asked' });
    });
  }

  close(): void {
    this.#end(new TmuxError('closed', `The stream of pane ${this.paneId} was closed.`));
  }

  take(input: FollowerInput): void {
    if (!this.#open) return;
    for (const action of this.#follower.next(input)) this.#perform(action);
  }

  #perform(action: FollowerAction): void {
    switch (action.type) {
      case 'emit':
        this.#emit(action.event);
        return;
      case 'answer':
        for (const { resolve } of this.#waiters.splice(0)) resolve(action.capture);
        return;
      case 'capture':
        this.#capture(action.attempt, action.resume);
    }
  }

  #emit(event: PaneEvent): void {
    if (!this.#open) return;
    // A pane that was never there is the caller's error, not the end of a stream.
    const neverOpened = this.#opening !== null && event.type === 'gone';
    if (!neverOpened) callListener(this.#setup.onEvent, event);
    if (event.type === 'reset') {
      this.#opening?.resolve(event.capture);
      this.#opening = null;
    }
    if (event.type === 'gone') {
      const lost = event.reason === 'server_lost';
      this.#end(lost ? serverLostError('it ended') : endedError(this.paneId));
    }
  }

  #end(error: TmuxError): void {
    if (!this.#open) return;
    this.#open = false;
    this.#opening?.reject(error);
    this.#opening = null;
    for (const { reject } of this.#waiters.splice(0)) reject(error);
    this.#setup.onClose();
  }

  /** All in one write, so that tmux runs them with nothing between; the follower sees whether it did. */
  #capture(attempt: number, resume: boolean): void {
    const { link, paneId } = this.#setup;
    const texts = [
      describeScreen(paneId),
      capturePane(paneId, { escapes: true, trailingSpaces: true }),
      capturePane(paneId, { trailingSpaces: true }),
      capturePane(paneId, { joinWrapped: true }),
      capturePending(paneId),
    ];
    const replies: Blocks[] = [];
    const collect = (reply: LinkReply, index: number): void => {
      if (!reply.ok) {
        this.#onCaptureError(reply.error);
        return;
      }
      if (index === 0) this.take({ type: 'capture-begun', attempt });
      replies[index] = reply.blocks;
      if (index === texts.length - 1) this.#onCaptured(attempt, replies);
    };
    const commands = texts.map((text, index): LinkCommand =>
      once(text, (reply) => collect(reply, index)),
    );
    link.submit(resume ? [once(continuePane(paneId), () => undefined), ...commands] : commands);
  }

  #onCaptured(attempt: number, replies: readonly Blocks[]): void {
    const [screen, styled, plain, joined, pending] = replies.map((blocks) => blocks[0] ?? []);
    const captured = readCapture(
      this.paneId,
      {
        screen: textLines(screen),
        styled: textLines(styled),
        plain: textLines(plain),
        joined: textLines(joined),
        pending: pending ?? [],
      },
      this.#setup.version,
    );
    this.take(
      captured ? { type: 'captured', attempt, captured } : { type: 'capture-failed', attempt },
    );
  }

  #onCaptureError(error: TmuxError): void {
    // Interrupted: the link connects again, and `connected` takes another capture.
    if (error.code === 'interrupted') return;
    if (this.#opening) this.#end(error);
    else if (error.code === 'pane_not_found') this.take({ type: 'listed', facts: null });
    else if (error.code === 'server_lost') this.take({ type: 'server-lost' });
  }
}

/** Not sent again by the link: the follower itself asks anew after a reconnection. */
function once(text: CommandText, onReply: (reply: LinkReply) => void): LinkCommand {
  return { text, repeatable: false, onReply };
}

function endedError(paneId: PaneId): TmuxError {
  return new TmuxError('pane_not_found', `Pane ${paneId} is not there (any more).`);
}
