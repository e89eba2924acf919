/**
 * Makes a tmux server look for children that have ended. A build with libutempter sets SIGCHLD to its default while
 * that library's helper runs, and so misses the end of the very program whose terminal it is closing
 * (`server_destroy_pane`; seen in one of five exits on Debian's 3.3a). The signal asks and does nothing else.
 */
export function remindServer(pid: number): void {
  try {
    process.kill(pid, 'SIGCHLD');
  } catch {
    // The server is gone, or another user's: there is nothing to remind, or nobody that may.
  }
}
