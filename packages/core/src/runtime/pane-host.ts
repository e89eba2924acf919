import type { TmuxClient, TmuxVisitor, WindowId } from '@aegis/tmux';

/** What a session may do with its pane: all, where the window is ours; little, where it is somebody else's. */
export interface PaneHost {
  readonly client: TmuxVisitor;
  /** Take the session's window away. */
  remove(): Promise<void>;
  /** Nothing more is asked of the client. */
  release(): void;
  /** Whether keys for the pane reach the session's program. */
  takesKeys(): boolean;
  /** Tells of the end of a program that its pane outlives. */
  watchProgram(onEnd: () => void): ProgramWatch;
}

export interface ProgramWatch {
  /** Something happened in the pane. */
  look(): void;
  stop(): void;
}

const NOTHING_TO_WATCH: ProgramWatch = { look: () => undefined, stop: () => undefined };

/** A window of ours: its only program is Claude Code, and tmux tells of its end. */
export function ownWindow(client: TmuxClient, windowId: WindowId): PaneHost {
  return {
    client,
    remove: () => client.killWindow(windowId),
    release: () => undefined,
    takesKeys: () => true,
    watchProgram: () => NOTHING_TO_WATCH,
  };
}
