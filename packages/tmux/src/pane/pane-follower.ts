import type { PaneEvent } from '../types.ts';
import type { CapturedPane } from './follower-types.ts';
import type { ExitFacts, FollowerAction, FollowerInput, PaneFacts } from './follower-types.ts';
import { isContinuation, unfinishedCharacter } from './utf8-tail.ts';

type ResetReason = Extract<PaneEvent, { type: 'reset' }>['reason'];

const NOTHING = new Uint8Array(0);

/**
 * One pane's stream, without IO.
 *
 * Output is passed on while the emulator on the other side is exact. When it is not (start, bytes lost to a pause or
 * a reconnection, another size) output is dropped until a capture says what the screen is. Replies and output come in
 * one order: what came before the capture's first reply is in it, what comes after its last is not, and output between
 * them means that the replies do not belong together, so that they are asked for again.
 */
export class PaneFollower {
  #phase: 'syncing' | 'live' | 'gone' = 'syncing';
  #reason: ResetReason = 'opened';
  #online = true;
  #attempt = 0;
  #capture: 'none' | 'requested' | 'begun' | 'spoiled' = 'none';
  #asked = false;
  /** The unfinished character at the end of the output so far; null where earlier output was not seen. */
  #tail: Uint8Array | null = null;
  /** The next output may begin in the middle of a character whose start nobody saw. */
  #mayStartInside = false;
  #size = { cols: 0, rows: 0 };
  #exited = false;

  next(input: FollowerInput): FollowerAction[] {
    if (this.#phase === 'gone') return [];
    switch (input.type) {
      case 'start':
        return this.#request(true);
      case 'output':
        return this.#onOutput(input.bytes);
      case 'paused':
        this.#tail = null;
        return this.#lose('paused', true);
      case 'capture-begun':
        if (input.attempt === this.#attempt) this.#capture = 'begun';
        return [];
      case 'captured':
        return input.attempt === this.#attempt ? this.#onCaptured(input.captured) : [];
      case 'capture-failed':
        return input.attempt === this.#attempt ? this.#request(false) : [];
      case 'listed':
        return this.#onListed(input.facts);
      case 'disconnected':
        return this.#onDisconnected();
      case 'connected':
        this.#online = true;
        return this.#request(false);
      case 'server-lost':
        return this.#end('server_lost');
      case 'asked':
        this.#asked = true;
        return this.#request(false);
    }
  }

  #onOutput(bytes: Uint8Array): FollowerAction[] {
    if (this.#capture === 'begun') this.#capture = 'spoiled';
    const startsInside = this.#mayStartInside && isContinuation(bytes[0]);
    this.#mayStartInside = false;
    this.#tail = unfinishedCharacter(withTail(this.#tail, bytes));
    if (this.#phase !== 'live') return [];
    if (startsInside) return this.#lose(this.#reason, false);
    return [{ type: 'emit', event: { type: 'output', bytes } }];
  }

  #lose(reason: ResetReason, resume: boolean): FollowerAction[] {
    this.#phase = 'syncing';
    this.#reason = reason;
    return this.#request(resume);
  }

  #request(resume: boolean): FollowerAction[] {
    // Replies of an attempt before this one are no longer waited for.
    this.#attempt++;
    this.#capture = 'requested';
    return this.#online ? [{ type: 'capture', attempt: this.#attempt, resume }] : [];
  }

  #onCaptured(captured: CapturedPane): FollowerAction[] {
    if (this.#capture !== 'begun') return this.#request(false);
    this.#capture = 'none';
    const { capture, restore, pending } = captured;
    if (this.#phase === 'live') this.#reason = 'asked';
    this.#phase = 'live';
    this.#size = { cols: capture.cols, rows: capture.rows };
    // Either an escape sequence is unfinished or a character, never both: inside a sequence all bytes are its own.
    const unfinished = pending.length > 0 ? pending : (this.#tail ?? NOTHING);
    this.#mayStartInside = pending.length === 0 && this.#tail === null;
    const bytes = Buffer.concat([restore, unfinished]);
    const actions: FollowerAction[] = [
      { type: 'emit', event: { type: 'reset', capture, reason: this.#reason } },
    ];
    if (bytes.length > 0) actions.push({ type: 'emit', event: { type: 'output', bytes } });
    if (this.#asked) actions.push({ type: 'answer', capture });
    this.#asked = false;
    return [...actions, ...this.#exit(captured)];
  }

  #onListed(facts: PaneFacts | null): FollowerAction[] {
    if (!facts) return this.#end('pane_closed');
    if (this.#phase !== 'live') return [];
    if (facts.cols !== this.#size.cols || facts.rows !== this.#size.rows) {
      return this.#lose('resized', false);
    }
    if (!facts.dead || !facts.statusKnown || this.#exited) return [];
    // tmux drops what a closed terminal still had queued (`control_write_pending`), so its last screen is asked for.
    return this.#lose('exited', false);
  }

  #onDisconnected(): FollowerAction[] {
    this.#online = false;
    this.#attempt++;
    this.#capture = 'none';
    this.#tail = null;
    if (this.#phase === 'live') this.#reason = 'reconnected';
    this.#phase = 'syncing';
    return [];
  }

  #exit({ dead, exitStatus, exitSignal, statusKnown }: ExitFacts): FollowerAction[] {
    if (!dead || !statusKnown || this.#exited) return [];
    this.#exited = true;
    return [{ type: 'emit', event: { type: 'exited', status: exitStatus, signal: exitSignal } }];
  }

  #end(reason: 'pane_closed' | 'server_lost'): FollowerAction[] {
    this.#phase = 'gone';
    return [{ type: 'emit', event: { type: 'gone', reason } }];
  }
}

function withTail(tail: Uint8Array | null, bytes: Uint8Array): Uint8Array {
  // The last four bytes decide; a chunk that long needs nothing from before.
  return tail === null || tail.length === 0 || bytes.length >= 4
    ? bytes
    : Buffer.concat([tail, bytes]);
}
