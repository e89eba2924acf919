import type { PaneCapture, PaneEvent } from '../types.ts';

/** What a listing says of the pane. */
export interface PaneFacts extends ExitFacts {
  cols: number;
  rows: number;
}

export interface ExitFacts {
  dead: boolean;
  exitStatus: number | null;
  exitSignal: number | null;
  /** tmux closes the terminal of an ended program before it has the status (`server_destroy_pane`). */
  statusKnown: boolean;
}

/** A pane's screen at a fence, as far as tmux tells. */
export interface CapturedPane extends ExitFacts {
  capture: PaneCapture;
  /** What brings an emulator that shows the capture into the rest of the terminal's state; mostly empty. */
  restore: Uint8Array;
  /** The start of an escape sequence that is not complete yet: its end is the next output. */
  pending: Uint8Array;
}

export type FollowerInput =
  | { type: 'start' }
  | { type: 'output'; bytes: Uint8Array }
  /** tmux throws the pane's output away until it is told to go on. */
  | { type: 'paused' }
  /** The first reply of a capture: from here on, output is newer than what it will show. */
  | { type: 'capture-begun'; attempt: number }
  | { type: 'captured'; attempt: number; captured: CapturedPane }
  /** The capture's replies did not fit together. */
  | { type: 'capture-failed'; attempt: number }
  /** Null: the pane is not in the list. */
  | { type: 'listed'; facts: PaneFacts | null }
  | { type: 'disconnected' }
  | { type: 'connected' }
  | { type: 'server-lost' }
  | { type: 'asked' };

export type FollowerAction =
  | { type: 'emit'; event: PaneEvent }
  /** `attempt` comes back with the replies; those of an older attempt are ignored. `resume`: end a pause first. */
  | { type: 'capture'; attempt: number; resume: boolean }
  /** For everybody who asked. */
  | { type: 'answer'; capture: PaneCapture };
