import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { baseEnvironment } from '../process/base-environment.ts';
import { runChecked } from '../process/run-checked.ts';
import { temporaryDirectory, tmuxSocketDirectory } from '../reaper/belongings.ts';
import { endProcesses } from '../reaper/end-processes.ts';
import { newOwnedName } from '../reaper/owner.ts';
import { readProcessTable, withDescendants, type ProcessRow } from '../reaper/process-table.ts';

/** A tmux server of the test's own, which starts with the first command that needs one. */
export interface TmuxSandbox {
  /** For `tmux -L`. */
  readonly socketName: string;
  /**
   * Runs one tmux command and gives its output, e.g. `run('capture-pane', '-p', '-t', '%0')`.
   *
   * @throws TestkitError `command_failed`
   */
  run(...parameters: string[]): Promise<string>;
  /** Ends the server and every process in it. */
  dispose(): Promise<void>;
}

/** In the environment of everything that the server runs. */
const MARK = 'AEGIS_TESTKIT_TMUX';

export function createTmuxSandbox(): TmuxSandbox {
  const socketName = newOwnedName();
  const env = { ...baseEnvironment(), HOME: temporaryDirectory(), [MARK]: socketName };
  return {
    socketName,
    run: (...parameters) =>
      runChecked(['tmux', '-u', '-L', socketName, '-f', '/dev/null', ...parameters], { env }),
    dispose: async () => {
      await endProcesses(() => processesIn(socketName));
      await rm(join(tmuxSocketDirectory(), socketName), { force: true });
    },
  };
}

/**
 * The server, known by its socket name, and what it runs: by descent, and by the mark for what has left the tree.
 * The server that another program started on this socket counts as well.
 */
function processesIn(socketName: string): ProcessRow[] {
  const table = readProcessTable();
  const isMarked = (row: ProcessRow) =>
    row.environment.includes(`${MARK}=${socketName}`) || row.command.includes(`-L ${socketName}`);
  return withDescendants(table, isMarked).filter((row) => row.pid !== process.pid);
}
