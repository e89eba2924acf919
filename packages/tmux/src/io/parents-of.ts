import { execFile } from 'node:child_process';

/** Parents of processes, by pid; those that are not there are left out. Starts `ps` once, or not at all for none. */
export function parentsOf(pids: readonly number[]): Promise<Map<number, number>> {
  if (pids.length === 0) return Promise.resolve(new Map<number, number>());
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'pid=,ppid=', '-p', pids.join(',')], (_error, stdout) => {
      // `ps` fails where none is there, and prints those that are.
      const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
      resolve(
        new Map(
          rows.flatMap(([pid, parent]) =>
            pid === undefined || parent === undefined || Number.isNaN(pid) ? [] : [[pid, parent]],
          ),
        ),
      );
    });
  });
}
