import type { Box } from '../box/box.ts';
import type { Dialog } from '../dialog/dialog.ts';

export type PermissionMode =
  'default' | 'acceptEdits' | 'plan' | 'auto' | 'dontAsk' | 'bypassPermissions';

/** Something that was said or done, in the order of the conversation. */
export type LogItem =
  | { readonly type: 'prompt'; readonly text: string; readonly mark: '❯' | '!' }
  | { readonly type: 'said'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string }
  /** A tool's own line, and below it what became of it. */
  | { readonly type: 'tool'; readonly title: string; readonly result: string | null }
  /** Below the item before. */
  | { readonly type: 'outcome'; readonly text: string }
  | { readonly type: 'closed'; readonly text: string };

/** What the line above the box says while a turn runs. */
export interface Activity {
  readonly verb: string;
  /** Milliseconds since the turn began. */
  readonly elapsedMs: number;
  readonly tokens: number;
  /** Said in place of the verb. */
  readonly retry: string | null;
  /** Which of the glyphs is drawn. */
  readonly frame: number;
}

/** All that is on the screen. */
export interface ScreenState {
  readonly size: { readonly cols: number; readonly rows: number };
  /** Null before the folder is trusted. */
  readonly greeting: {
    readonly version: string;
    readonly model: string;
    readonly cwd: string;
  } | null;
  /** The input box is drawn, and keys count. */
  readonly isReady: boolean;
  readonly log: readonly LogItem[];
  readonly activity: Activity | null;
  readonly queue: readonly string[];
  readonly box: Box;
  /** What an empty box says. */
  readonly ghost: string | null;
  readonly mode: PermissionMode;
  /** In place of the hints below the box. */
  readonly notice: string | null;
  /** The shortcuts are listed below the box. */
  readonly shortcuts: boolean;
  readonly dialog: Dialog | null;
}
