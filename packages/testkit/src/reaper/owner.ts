import { randomBytes } from 'node:crypto';
import { listPaths, removePaths } from './belongings.ts';
import { endProcessesSync } from './end-processes.ts';
import { isAlive, isOwnerAlive, ownedName, ownerIdOf, ownersOf, OWNERS_VARIABLE } from './marks.ts';
import { readProcessTable, withDescendants, type ProcessRow } from './process-table.ts';

let ownerId: string | null = null;

/**
 * Makes this process an owner, once: what it starts from now on carries its id in the environment and is ended when
 * it exits; what owners that died have left is swept away.
 */
export function becomeOwner(): string {
  if (ownerId !== null) return ownerId;
  const id = ownerIdOf(process.pid);
  ownerId = id;
  const outer = process.env[OWNERS_VARIABLE];
  process.env[OWNERS_VARIABLE] = outer === undefined ? id : `${outer},${id}`;
  sweepDeadOwners();
  process.once('exit', () => reap(id));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      reap(id);
      // Another listener decides what the signal means; without any it would have ended the process.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
  return id;
}

/** The mark, for an environment that is not a copy of `process.env`. */
export function ownerEnvironment(): Record<string, string> {
  const id = becomeOwner();
  return { [OWNERS_VARIABLE]: process.env[OWNERS_VARIABLE] ?? id };
}

/** A new name for a socket or a directory of this process. */
export function newOwnedName(): string {
  becomeOwner();
  return ownedName(process.pid, randomBytes(4).toString('hex'));
}

/** The processes that `id` started, at any depth, itself left out. */
export function processesOf(id: string): ProcessRow[] {
  const table = readProcessTable();
  return withDescendants(table, (row) => ownersOf(row).includes(id)).filter(
    (row) => row.pid !== process.pid,
  );
}

function reap(id: string): void {
  endProcessesSync(processesOf(id));
  removePaths(listPaths((pid) => pid === process.pid));
}

function sweepDeadOwners(): void {
  const table = readProcessTable();
  const orphans = withDescendants(table, (row) => {
    const owners = ownersOf(row);
    return owners.length > 0 && !owners.some(isOwnerAlive);
  });
  endProcessesSync(orphans);
  removePaths(listPaths((pid) => !isAlive(pid)));
}
