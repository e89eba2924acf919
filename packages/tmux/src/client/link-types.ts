import type { CommandText } from '../commands/commands.ts';
import type { Notification } from '../machine/machine-types.ts';
import type { TmuxError } from '../tmux-error.ts';
import type { PaneId, TmuxVersion } from '../types.ts';

/** The payload of each block that answered a command. */
export type Blocks = readonly (readonly Uint8Array[])[];

export type LinkReply = { ok: true; blocks: Blocks } | { ok: false; error: TmuxError };

export interface LinkCommand {
  text: CommandText;
  /** Sent again after a reconnection if it was not answered. Only for commands that change nothing. */
  repeatable: boolean;
  /** Called in stream order: before every notification that follows the reply. */
  onReply: (reply: LinkReply) => void;
}

/** Sends commands while a connection is being set up, and rejects with the first error. */
export type RunCommands = (...texts: readonly CommandText[]) => Promise<Blocks[]>;

/** What tells one tmux server from the next one on the same socket, and what it can do. */
export interface ServerIdentity {
  pid: number;
  startTime: number;
  version: TmuxVersion;
  socketPath: string;
  /** The session that the client is attached to. */
  sessionId: string;
  /** The pane whose echo says that a program has ended; null on a server that is not ours. */
  keeperPaneId: PaneId | null;
}

export interface LinkEvents {
  onNotification(notification: Notification): void;
  /** After the first connection, and after each later one. */
  onConnected(server: ServerIdentity): void;
  onDisconnected(reason: string): void;
  onServerLost(reason: string): void;
  onUnknownLine(line: string): void;
}
