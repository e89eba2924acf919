import { TmuxError } from '../tmux-error.ts';
import type { TmuxOptions } from '../types.ts';

/** The options with every default filled in. */
export interface TmuxTarget {
  socketName: string;
  tmuxPath: string;
  env: Readonly<Record<string, string>>;
  keeperSession: string;
  pauseAfterSeconds: number;
}

/** @throws TmuxError `invalid_argument` */
export function tmuxTarget(options: TmuxOptions): TmuxTarget {
  const { socketName, tmuxPath = 'tmux', keeperSession = 'aegis', pauseAfterSeconds = 5 } = options;
  if (socketName === '' || /[/\0]/.test(socketName)) {
    throw new TmuxError(
      'invalid_argument',
      'socketName must be a file name: not empty, and without a slash.',
    );
  }
  if (!/^[\w-]+$/.test(keeperSession)) {
    throw new TmuxError(
      'invalid_argument',
      'keeperSession may hold letters, digits, `_` and `-` only: tmux rewrites other names.',
    );
  }
  if (!Number.isInteger(pauseAfterSeconds) || pauseAfterSeconds < 1) {
    throw new TmuxError('invalid_argument', 'pauseAfterSeconds must be a whole number from 1.');
  }
  // Inside of another tmux these would make ours refuse to attach, or look like that server's pane.
  const env = Object.fromEntries(
    Object.entries(options.env).filter(([name]) => name !== 'TMUX' && name !== 'TMUX_PANE'),
  );
  return { socketName, tmuxPath, env, keeperSession, pauseAfterSeconds };
}

/** `-u`: any client without UTF-8 gets `_` for every other character. `-f /dev/null`: the user's configuration is not ours. */
export function serverArguments(socketName: string): string[] {
  return ['-u', '-L', socketName, '-f', '/dev/null'];
}

export function notFoundError(tmuxPath: string, cause: unknown): TmuxError {
  return new TmuxError(
    'not_found',
    `tmux cannot be run as "${tmuxPath}"; install tmux 3.2 or newer, or set the path of its binary.`,
    { cause },
  );
}
