import { readProcessTable, withDescendants } from '../reaper/process-table.ts';

/** A process and all that descend from it, by pid, parents first. Those that have ended are left out. */
export function processesFrom(root: number): number[] {
  return withDescendants(readProcessTable(), ({ pid }) => pid === root).map(({ pid }) => pid);
}
