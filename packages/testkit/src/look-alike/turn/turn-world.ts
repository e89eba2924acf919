import type { HookCaller } from '../hooks/hook-caller.ts';
import type { RegistryWord } from '../files/registry.ts';
import type { Conversation } from '../session/conversation.ts';
import type { View } from '../session/view.ts';
import type { Permissions } from '../tools/permissions.ts';
import type { ScriptPlayer } from './script-player.ts';

/** What a turn acts on. */
export interface TurnWorld {
  readonly view: View;
  readonly conversation: Conversation;
  readonly hooks: HookCaller;
  readonly player: ScriptPlayer;
  readonly permissions: Permissions;
  readonly workDir: string;
  /** Tells the registry. */
  readonly tell: (word: RegistryWord) => void;
  /** Ends the program. */
  readonly exit: (code: number) => never;
  /** Requests that are made again before one fails for good. */
  readonly maxRetries: number;
}
