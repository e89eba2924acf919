/** The session that holds every window of Aegis. */
const KEEPER = 'aegis';

/** In the status line, where it stays: what is printed before tmux takes the terminal over is not seen. */
const HOW_TO_LEAVE = ' Leave with Ctrl-b d; the session goes on ';

export interface AttachTarget {
  /** The tmux binary. */
  tmuxPath: string;
  /** What `tmux -L` takes. */
  socketName: string;
  /** tmux's id of the window: `@3`. */
  windowId: string;
  /** A name that no other view has. */
  viewName: string;
}

/**
 * The tmux command that shows one window in this terminal. It is a session of its own in the keeper's group, so that
 * choosing a window here moves nobody else's view, and it ends with the terminal's leaving. `ignore-size`: a smaller
 * terminal must not shrink the window that dialogs are read from.
 */
export function attachCommand({
  tmuxPath,
  socketName,
  windowId,
  viewName,
}: AttachTarget): readonly [string, ...string[]] {
  return [
    tmuxPath,
    ...['-N', '-u', '-L', socketName],
    // Ends the list here where the window is gone: nobody is to land in another one.
    ...['has-session', '-t', `=${KEEPER}:${windowId}`],
    ';',
    ...['new-session', '-E', '-f', 'ignore-size', '-t', `=${KEEPER}`, '-s', viewName],
    ';',
    ...['set-option', '-t', `=${viewName}:`, 'destroy-unattached', 'on'],
    ';',
    ...['set-option', '-t', `=${viewName}:`, 'status-left', '[aegis] '],
    ';',
    ...['set-option', '-t', `=${viewName}:`, 'status-right', HOW_TO_LEAVE],
    ';',
    ...['select-window', '-t', `=${viewName}:${windowId}`],
  ];
}
