import { listPaths, tmuxSocketDirectory } from './belongings.ts';
import { becomeOwner, processesOf } from './owner.ts';

export interface Leftover {
  readonly kind: 'process' | 'tmux-socket' | 'directory';
  /** The pid and the command line, or the path. */
  readonly what: string;
}

/** What this process started or made through the testkit and is still there. */
export function leftovers(): Leftover[] {
  const processes = processesOf(becomeOwner()).map(({ pid, command }): Leftover => ({
    kind: 'process',
    what: `${pid} ${command}`,
  }));
  const sockets = tmuxSocketDirectory();
  const paths = listPaths((pid) => pid === process.pid).map((path): Leftover => ({
    kind: path.startsWith(sockets) ? 'tmux-socket' : 'directory',
    what: path,
  }));
  return [...processes, ...paths];
}
