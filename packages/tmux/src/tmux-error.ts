/**
 * - `not_found`: the tmux binary is not there.
 * - `too_old`: tmux is older than 3.2.
 * - `invalid_argument`: the call cannot be put to tmux as it stands; nothing was sent.
 * - `command_failed`: tmux said no; the message holds its sentence.
 * - `pane_not_found`: the pane or window is not there (any more).
 * - `pane_dead`: the pane's program has ended, so keys would go nowhere.
 * - `pane_synchronized`: keys would go to other panes too (`synchronize-panes`).
 * - `interrupted`: the control client ended with the command in flight; whether tmux carried it out is not known.
 * - `timeout`: no answer in time; whether tmux carried the command out is not known.
 * - `server_lost`: the tmux server is gone, with every pane.
 * - `closed`: this client was closed.
 * - `protocol`: tmux answered something that cannot be right.
 */
export type TmuxErrorCode =
  | 'not_found'
  | 'too_old'
  | 'invalid_argument'
  | 'command_failed'
  | 'pane_not_found'
  | 'pane_dead'
  | 'pane_synchronized'
  | 'interrupted'
  | 'timeout'
  | 'server_lost'
  | 'closed'
  | 'protocol';

/** The one error of this package: a stable `code` and a sentence that says what happened and what to do. */
export class TmuxError extends Error {
  override readonly name = 'TmuxError';
  readonly code: TmuxErrorCode;

  constructor(code: TmuxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

// What cmd-find.c prints for a target that is not there.
const TARGET_MISSING = /^can't find (?:pane|window)\b/;

/** What a command's `%error` block means. `sentence` is tmux's own. */
export function commandError(commandName: string, sentence: string): TmuxError {
  const shown = sentence.trim().slice(0, 500);
  if (TARGET_MISSING.test(shown)) {
    return new TmuxError('pane_not_found', `tmux ${commandName}: ${shown}. It was closed.`);
  }
  return new TmuxError('command_failed', `tmux ${commandName} failed: ${shown}`);
}

export function serverLostError(reason: string): TmuxError {
  return new TmuxError(
    'server_lost',
    `The tmux server is gone, with every pane (${reason}). Connect again to start a new one.`,
  );
}
