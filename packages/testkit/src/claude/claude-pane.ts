import { setTimeout } from 'node:timers/promises';
import { paneOf, type Pane } from '../sandbox/pane.ts';
import type { TmuxSandbox } from '../sandbox/tmux-sandbox.ts';
import type { ClaudeHome } from './claude-home.ts';
import { resolveClaude } from './resolve-claude.ts';

/** CC in a tmux pane. */
export interface ClaudePane extends Pane {
  readonly paneId: string;
  /** CC's own process. */
  readonly pid: number;
}

export interface ClaudePaneOptions {
  readonly tmux: TmuxSandbox;
  readonly home: Pick<ClaudeHome, 'env'>;
  /** The look-alike's, or another build's; the pinned Claude Code where left out. */
  readonly command?: readonly string[];
  readonly cwd: string;
  /** After `--permission-mode default`; a later `--permission-mode` wins. */
  readonly parameters?: readonly string[];
  /** 130 where left out. */
  readonly cols?: number;
  /** 50 where left out. */
  readonly rows?: number;
}

/** CC's own default may be auto mode, which asks for less. */
const DEFAULT_PARAMETERS = ['--permission-mode', 'default'] as const;

export async function startClaudePane(options: ClaudePaneOptions): Promise<ClaudePane> {
  const { tmux, home, cwd, parameters = [], cols = 130, rows = 50 } = options;
  const program = options.command ?? [resolveClaude()];
  const environment = Object.entries(home.env).map(([name, value]) => `${name}=${value}`);
  const size = ['-x', String(cols), '-y', String(rows)];
  const format = ['-P', '-F', '#{pane_id} #{pane_pid}'];
  const command = ['env', '-i', ...environment, ...program, ...DEFAULT_PARAMETERS];
  const answer = await startSession(tmux, [
    ...['new-session', '-d', ...size, ...format, '-c', cwd, '--', ...command, ...parameters],
  ]);
  const [paneId = '', pid] = answer.trim().split(' ');
  return { paneId, pid: Number(pid), ...paneOf(tmux, paneId) };
}

/** How often a server that is just ending is left to end. */
const MOST_TRIES = 5;
/** Milliseconds until it has. */
const ENDING_MS = 200;

/** A server whose last session has just ended takes a command, and ends before it is done: then nothing was started. */
async function startSession(tmux: TmuxSandbox, command: readonly string[]): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tmux.run(...command);
    } catch (error) {
      const isEnding =
        error instanceof Error && error.message.includes('server exited unexpectedly');
      if (!isEnding || tries === MOST_TRIES) throw error;
      await setTimeout(ENDING_MS);
    }
  }
}
