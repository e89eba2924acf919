import type { PaneId, WindowId } from '../types.ts';

export interface MachineRequest {
  id: number;
  /** One input line, without its newline: one command, or a fixed number of them with ` ; ` between. */
  line: string;
  /** How many commands are in the line. Each answers with one block; the first `%error` ends the line. */
  commands: number;
  /**
   * `refresh-client -A` writes its `%pause` and `%continue` inside of its own block (control.c); only there are
   * they taken for notifications.
   */
  lifts: boolean;
}

export type MachineInput =
  | { type: 'line'; line: Uint8Array }
  | { type: 'overflow' }
  /** Sent in one write, so that tmux runs them with nothing between. */
  | { type: 'submit'; requests: readonly MachineRequest[] }
  | { type: 'process-ended'; detail: string };

/** What the machine says of panes and windows, in stream order. */
export type Notification =
  | { type: 'output'; paneId: PaneId; bytes: Uint8Array }
  | { type: 'pause'; paneId: PaneId }
  | { type: 'continue'; paneId: PaneId }
  | { type: 'layout-change'; windowId: WindowId }
  | { type: 'window-close'; windowId: WindowId };

/** The payload of each block that a request got; on failure the last one is tmux's sentence. */
export type MachineReply =
  { ok: true; blocks: readonly (readonly Uint8Array[])[] } | { ok: false; sentence: string };

export type MachineAction =
  | { type: 'write'; text: string }
  | { type: 'reply'; id: number; reply: MachineReply }
  | { type: 'notify'; notification: Notification }
  | { type: 'attached' }
  | { type: 'unknown-line'; line: string }
  /** Nothing more comes of this machine. `unanswered`: requests that got no reply, oldest first. */
  | { type: 'defunct'; reason: DefunctReason; detail: string; unanswered: readonly number[] };

/**
 * - `refused`: tmux did not let us attach.
 * - `exit`: tmux said `%exit`.
 * - `process-ended`: the control client's process ended without a word.
 * - `desync`: a line that cannot stand where it stood; replies can no longer be told apart.
 * - `moved`: somebody switched our client to another session, whose windows are not ours.
 */
export type DefunctReason = 'refused' | 'exit' | 'process-ended' | 'desync' | 'moved';
