/** The session that holds every window of Aegis. */
const KEEPER = 'aegis';
const VIEW_PREFIX = 'aegis-view-';
/** In the status line, where it stays: what is printed before tmux takes the terminal over is not seen. */
const HOW_TO_LEAVE = ' Leave with Ctrl-b d (it goes on) ';

type Command = readonly [string, ...string[]];

/** A tmux server that runs already. */
export interface TmuxAddress {
  /** The tmux binary. */
  tmuxPath: string;
  /** What `tmux -L` takes. */
  socketName: string;
}

function tmux({ tmuxPath, socketName }: TmuxAddress, ...parameters: string[]): Command {
  return [tmuxPath, '-N', '-u', '-L', socketName, ...parameters];
}

/** A name for a view. `now` is epoch milliseconds. */
export function newViewName(now: number, pid: number): string {
  return `${VIEW_PREFIX}${now.toString(36)}-${pid.toString(36)}`;
}

/**
 * Shows one window in this terminal. It is a session of its own in the keeper's group, so that choosing a window here
 * moves nobody else's view. `ignore-size`: a smaller terminal must not shrink the window that dialogs are read from.
 *
 * The view is ended by {@link endView} after its client has left, not by `destroy-unattached`: with that, tmux 3.3a
 * crashes on a client's leaving in one case of four, and takes every session with it (tmux issue 5497 tells of the like).
 */
export function showWindow(address: TmuxAddress, windowId: string, viewName: string): Command {
  const view = `=${viewName}:`;
  return tmux(
    address,
    // Ends the list here where the window is gone: nobody is to land in another one.
    ...['has-session', '-t', `=${KEEPER}:${windowId}`, ';'],
    ...['new-session', '-E', '-f', 'ignore-size', '-t', `=${KEEPER}`, '-s', viewName, ';'],
    ...['set-option', '-t', view, 'status-left', '[aegis] ', ';'],
    ...['set-option', '-t', view, 'status-right', HOW_TO_LEAVE, ';'],
    ...['select-window', '-t', `${view}${windowId}`],
  );
}

/** Ends a view. Its windows are the keeper's, and stay. */
export function endView(address: TmuxAddress, viewName: string): Command {
  return tmux(address, 'kill-session', '-t', `=${viewName}`);
}

/** Prints how many clients each session has, and its name: see {@link abandonedViews}. */
export function listSessions(address: TmuxAddress): Command {
  return tmux(address, 'list-sessions', '-F', '#{session_attached} #{session_name}');
}

/** Views that nobody looks at: what is left where a terminal and its `aegis attach` were killed. */
export function abandonedViews(listed: string): string[] {
  return listed
    .split('\n')
    .filter((line) => line.startsWith(`0 ${VIEW_PREFIX}`))
    .map((line) => line.slice(2));
}
