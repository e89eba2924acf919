import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ModelPrices } from '@aegis/transcript';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RetentionOptions } from '../retention/limits.ts';
import type { ReadScreen } from '../ports/runtime.ts';
import type { WebhookOptions } from '../webhooks/webhooks.ts';

export interface AegisOptions {
  /** Where Aegis keeps its database and its sessions' settings files (0700); default `~/.aegis`. */
  stateDir?: string;
  /** How Claude Code is started; default `['claude']`, found on PATH. */
  claudeCommand?: readonly [string, ...string[]];
  /** The tmux binary; default `tmux`. */
  tmuxPath?: string;
  /** What `tmux -L` takes; default: made from the state directory, so that it is the same after every restart. */
  tmuxSocket?: string;
  /** The environment that sessions inherit; default: this process's. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Cells of each session's window; default 200 by 50. */
  paneSize?: { cols: number; rows: number };
  /** Where Claude Code's hooks are to call: the server's own address. Default: a loopback listener of our own. */
  hookBaseUrl?: string;
  /** How a screen of Claude Code is read; default: `readScreen` of `@aegis/status`. */
  readScreen?: ReadScreen;
  /** What is deleted after how long; default: see {@link RetentionOptions}. */
  retention?: RetentionOptions;
  /** Where webhooks may go, and how long they try; default: public addresses alone. */
  webhooks?: WebhookOptions;
  /** Prices of models beside the list's and before it, in USD per million tokens; by the model's name. */
  prices?: ModelPrices;
  /** Milliseconds without a sign of life after which a working session counts as stalled, where it says nothing else; default 300,000. */
  stallThresholdMs?: number;
  logger?: Logger;
  clock?: Clock;
}

export const DEFAULT_STATE_DIR = join(homedir(), '.aegis');
export const DEFAULT_PANE_SIZE = { cols: 200, rows: 50 } as const;

/** Stable for a state directory and short: a socket's path may have some 100 bytes. */
export function socketNameFor(stateDir: string): string {
  const path = resolve(stateDir);
  if (path === DEFAULT_STATE_DIR) return 'aegis';
  return `aegis-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}
