import type { PaneResult, RuntimeKind } from '@aegis/protocol';
import type { ScreenInput, ScreenReading } from '@aegis/status';

/** How Claude Code is to be started. Decided before anything is done. */
export interface LaunchPlan {
  sessionId: string;
  name: string;
  workDir: string;
  argv: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
}

/** Where a session runs, as the runtime wants it back after a restart. */
export interface RuntimeLocation {
  paneId: string | null;
  windowId: string | null;
  windowName: string | null;
  pid: number;
}

/** A Claude Code that a person started in a pane of their own, and how it is found again. */
export interface AdoptedProgram {
  /** Absolute path of the tmux server's socket. */
  socketPath: string;
  paneId: string;
  pid: number;
  /** Tells its process from a later one with its pid; null where the system does not tell. */
  processStart: string | null;
}

/** One that can be adopted, with what can be told of it from outside. */
export interface FoundProgram extends AdoptedProgram {
  /** As people name it: `work:1.0`. */
  place: string;
  /** Where Claude Code keeps its files; null where that cannot be known. */
  configDir: string | null;
  workDir: string | null;
  claudeSessionId: string | null;
  claudeVersion: string | null;
}

export interface RuntimeExit {
  code: number | null;
  signal: string | null;
  /** `gone`: the host itself (tmux's server, the pane) vanished. `left`: an adopted program ended, nobody knows how. */
  cause: 'ended' | 'gone' | 'left';
  lastScreen: string | null;
}

export type KeyPress =
  | { type: 'text'; text: string }
  | {
      type: 'key';
      key:
        | 'Enter'
        | 'Escape'
        | 'Up'
        | 'Down'
        | 'Left'
        | 'Right'
        | 'Tab'
        | 'BTab'
        | 'Space'
        | 'BSpace'
        | 'C-j'
        | 'C-u'
        | 'C-a'
        | 'C-d'
        | 'C-e';
    };

export interface PaneRequest {
  format: 'text' | 'ansi' | 'json';
  historyLines: number;
}

/**
 * Reads a screen of Claude Code. `@aegis/status`'s `readScreen` is the one that is used. `version`: of the Claude Code that
 * drew it; null where only the screen can tell.
 */
export type ReadScreen = (
  screen: ScreenInput,
  options: { version: string | null },
) => ScreenReading;

/** One running session in its host. */
export interface SessionHandle {
  readonly location: RuntimeLocation;
  /** The newest reading; null before the first. */
  reading(): ScreenReading | null;
  /** What the screen shows now, as plain data. */
  screen(): ScreenInput;
  /** Whether Claude Code reads keys: what comes sooner is echoed into its screen, or lost. Null: it has not shown either. */
  readsKeys(): boolean | null;
  /** Whether keys reach Claude Code: an adopted one may be in the background of a shell. */
  takesKeys(): boolean;
  /** Which version of Claude Code draws the screen; null, as at the start: not known. What was read is read again. */
  readAs(version: string | null): void;
  /** Called for each new reading and once when the session ends. Returns what stops it. */
  subscribe(listener: {
    onReading: (reading: ScreenReading) => void;
    onExit: (exit: RuntimeExit) => void;
    onDrift: (lines: number) => void;
  }): () => void;
  /**
   * Press keys, in order, as one write that no other write cuts into.
   * @throws AegisError `not_in_foreground`
   */
  press(keys: readonly KeyPress[]): Promise<void>;
  /** Compare our screen with the host's own, take the host's, and say how many lines differed. */
  verifyScreen(): Promise<number>;
  capture(request: PaneRequest): Promise<PaneResult>;
  /** Remove the session from its host. The process tree is the caller's to end. */
  remove(): Promise<void>;
  /** Stop watching; the session lives on. */
  release(): void;
}

export interface RuntimeHealth {
  available: boolean;
  version: string | null;
  socketName: string | null;
  problem: string | null;
}

/**
 * What hosts a session. `tmux` today; the Agent Client Protocol and a plain pty fit behind the same port.
 * Methods throw AegisError with a `tmux_…` (or the runtime's own) code.
 */
export interface SessionRuntime {
  readonly kind: RuntimeKind;
  launch(plan: LaunchPlan): Promise<SessionHandle>;
  /** Sessions of ours that still run there, by our session id. */
  recover(): Promise<ReadonlyMap<string, SessionHandle>>;
  /** @throws AegisError `pane_not_found`, `no_claude_in_pane`, `already_ours`, `tmux_…` */
  findProgram(where: { socket: string | null; pane: string }): Promise<FoundProgram>;
  listPrograms(): Promise<FoundProgram[]>;
  /** Watch a program that somebody else started. @throws AegisError `pane_not_found`, `tmux_…` */
  adopt(program: AdoptedProgram): Promise<SessionHandle>;
  health(): Promise<RuntimeHealth>;
  /** Let go of everything; sessions live on. */
  close(): Promise<void>;
}
