import type { SessionStatus, TurnOutcome } from '@aegis/protocol';
import type { DialogName } from '@aegis/status';

/** What is done at the beginning of a step. */
export type Action =
  | { type: 'start' }
  | { type: 'wait' }
  | { type: 'prompt'; text: string }
  | { type: 'approve' }
  | { type: 'reject' }
  | { type: 'answer'; answers: Readonly<Record<string, string>> }
  /** Stop the turn. */
  | { type: 'interrupt' }
  /** Close what is open. */
  | { type: 'escape' }
  /** Typed by hand into the empty box: a command of Claude Code's own. */
  | { type: 'command'; text: string };

export type RegistryWord = 'busy' | 'idle' | 'waiting';

/** What must be on the screen at the end of a step. */
export interface WantedScreen {
  dialog?: DialogName;
  /** What the dialog must be about. */
  subject?: string;
  /** Roles that its rows must have. */
  roles?: readonly string[];
  activity?: string;
  /** An empty input box. */
  emptyBox?: true;
}

export interface Step {
  /** Fits behind "the": `trust dialog`. */
  name: string;
  act: Action;
  /** What the session must come to. */
  status: SessionStatus;
  screen?: WantedScreen;
  registry?: RegistryWord;
  /** How the last turn must have ended. */
  outcome?: TurnOutcome;
  /** The way by which an answer must have gone in. */
  via?: 'hook' | 'screen';
  /** A file of the working directory and what must be in it; null: it must not be there. */
  file?: { name: string; content: string | null };
}

/** Steps that lead from an idle session to an idle one, so that one chapter can be lost without the next. */
export interface Chapter {
  name: string;
  /**
   * The session that it is played in: `untrusted` in a folder that Claude Code has not seen; `screen` where no
   * PermissionRequest hook is answered, so that every dialog has to be answered on the screen.
   */
  session: 'untrusted' | 'main' | 'screen';
  steps: readonly Step[];
  /** Hook events that must have come in by its end, in versions that have them. */
  hooks: readonly string[];
}
