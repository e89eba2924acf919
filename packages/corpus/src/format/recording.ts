import type { SessionStatus } from '@aegis/protocol';
import type { Setting } from './setting.ts';

/** What is true at a labelled moment, written by hand with the scenario and never taken from a reading. */
export interface Expected {
  status: SessionStatus;
  activity?: string | null;
  dialog?: ExpectedDialog;
  /** What stands in the input box. */
  draft?: string;
  ghost?: string | null;
  queued?: number;
  modeLine?: string | null;
  turnEnd?: 'completed' | 'interrupted' | 'failed' | 'limited' | 'refused' | null;
}

/** Only what is named is compared. */
export interface ExpectedDialog {
  name: string;
  subject?: string | null;
  toolName?: string | null;
  /** The label of the highlighted row. */
  highlighted?: string;
  /** The roles of the rows, top first. */
  roles?: readonly string[];
  /** The labels of ticked rows. */
  ticked?: readonly string[];
  page?: number;
  /** Its top is cut off by the edge of the screen. */
  cut?: boolean;
}

/** What Claude Code's own registry file said at the moment; null where there was none. */
export interface RegistryWord {
  status: string | null;
  waitingFor: string | null;
}

/** A labelled moment. */
export interface Moment {
  name: string;
  /** So many bytes had been drawn. */
  offset: number;
  /** The screen as tmux's own emulator had it, rows joined by newlines: a witness against ours. */
  text: string;
  registry: RegistryWord | null;
  expected: Expected;
  /**
   * Names of dialogs that may also be on the screen on the way to this moment, e.g. one that is still being drawn
   * from the bottom, and of which a small screen never shows the title.
   */
  passing?: readonly string[];
}

/** A status that the machine tells; with a question mark it may be too short to be seen. */
export type Published = SessionStatus | `${SessionStatus}?`;

/** Everything that a pane drew, as it came, with what was true at some moments of it. */
export interface Recording {
  scenario: string;
  setting: Setting;
  moments: readonly Moment[];
  /** The statuses that the machine tells over the whole recording, from the screen alone. */
  published: readonly Published[];
  /** Milliseconds since the first chunk, and bytes, of each chunk. */
  chunks: readonly (readonly [number, number])[];
  bytes: Uint8Array;
}
