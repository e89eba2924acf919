import { isAbsolute } from 'node:path';
import { TmuxError } from '../tmux-error.ts';
import type { ForeignServerOptions, TmuxOptions } from '../types.ts';

/** A tmux server, and how its binary is run to reach it. */
export interface TmuxServer {
  tmuxPath: string;
  /** What names the server's socket: `-L name` or `-S path`. */
  socketArguments: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** Our own server: the options with every default filled in. */
export interface TmuxTarget extends TmuxServer {
  socketName: string;
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
  // The user's configuration is not ours.
  const socketArguments = ['-L', socketName, '-f', '/dev/null'];
  const env = outsideOfTmux(options.env);
  return { socketName, socketArguments, tmuxPath, env, keeperSession, pauseAfterSeconds };
}

/**
 * Somebody else's server, by its socket.
 *
 * @throws TmuxError `invalid_argument`
 */
export function foreignServer(options: ForeignServerOptions): TmuxServer {
  const { socketPath, tmuxPath = 'tmux', env } = options;
  if (!isAbsolute(socketPath) || socketPath.includes('\0')) {
    throw new TmuxError('invalid_argument', 'socketPath must be the absolute path of a socket.');
  }
  return { tmuxPath, socketArguments: ['-S', socketPath], env: outsideOfTmux(env) };
}

/** Inside of another tmux its variables would make a client refuse to attach, or look like that server's pane. */
function outsideOfTmux(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'TMUX' && name !== 'TMUX_PANE'),
  );
}

/** Any client without UTF-8 gets `_` for every other character. */
export function serverArguments({ socketArguments }: TmuxServer): string[] {
  return ['-u', ...socketArguments];
}

export function notFoundError(tmuxPath: string, cause: unknown): TmuxError {
  return new TmuxError(
    'not_found',
    `tmux cannot be run as "${tmuxPath}"; install tmux 3.2 or newer, or set the path of its binary.`,
    { cause },
  );
}
