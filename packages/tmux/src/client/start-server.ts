import { exactSession, KEEPER_ARGV, KEEPER_WINDOW } from '../commands/commands.ts';
import { KEEPER_OPTION } from '../commands/pane-formats.ts';
import type { AttachPlan } from '../io/control-process.ts';
import { runTmux } from '../io/run-tmux.ts';
import type { TmuxTarget } from '../io/tmux-environment.ts';
import { TmuxError } from '../tmux-error.ts';

/** How a client attaches to our own server. */
export function attachToKeeper(target: TmuxTarget): AttachPlan {
  return { server: target, attachTo: ['-t', exactSession(target.keeperSession)] };
}

/**
 * Sees that there is a keeper session: starts the server if it must (`mayStartServer`), and does nothing where the
 * session is there. Two that do this at once are both right: tmux locks the start, and one of them finds a duplicate.
 *
 * @throws TmuxError `command_failed`
 */
export async function ensureKeeperSession(
  target: TmuxTarget,
  mayStartServer: boolean,
): Promise<void> {
  const session = target.keeperSession;
  const { ok, stderr } = await runTmux(target, [
    ...(mayStartServer ? [] : ['-N']),
    ...['new-session', '-d', '-s', session, '-n', KEEPER_WINDOW, '-x', '80', '-y', '24'],
    ...['--', ...KEEPER_ARGV],
    ...[';', 'set-option', '-p', '-t', `${exactSession(session)}:`, `@${KEEPER_OPTION}`, '1'],
  ]);
  if (ok || stderr.startsWith('duplicate session')) return;
  throw new TmuxError('command_failed', `tmux could not start its server: ${stderr.trim()}`);
}
