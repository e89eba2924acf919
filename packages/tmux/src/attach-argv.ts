import { exactSession } from './commands/commands.ts';
import { serverArguments, tmuxTarget } from './io/tmux-environment.ts';
import type { TmuxOptions, WindowId } from './types.ts';

/**
 * The command that shows one window on a person's terminal, to be executed on that terminal as it stands. It makes a
 * session of its own that shares the keeper's windows: what the person looks at moves nobody else, the size of their
 * terminal resizes no window, and the session is gone when they leave.
 *
 * @throws TmuxError `invalid_argument`
 */
export function attachArgv(
  options: Pick<TmuxOptions, 'socketName' | 'tmuxPath' | 'keeperSession'>,
  windowId: WindowId,
): [string, ...string[]] {
  const { tmuxPath, socketName, keeperSession } = tmuxTarget({ ...options, env: {} });
  return [
    tmuxPath,
    ...serverArguments(socketName),
    ...['-N', 'new-session', '-E', '-f', 'ignore-size', '-t', exactSession(keeperSession)],
    ...[';', 'set-option', 'destroy-unattached', 'on'],
    ...[';', 'select-window', '-t', `:${windowId}`],
  ];
}
