import { startedAt, type ProcessRow } from './process-table.ts';

/** In the environment of all that a test started: the ids of the test processes above it, outermost first. */
export const OWNERS_VARIABLE = 'AEGIS_TESTKIT_OWNERS';

const OWNED_NAME = /^aegis-test-p(\d+)-[0-9a-f]{8}$/;

/** `<pid>.<start time>`, so that a later process with the same pid is not taken for the owner. */
export function ownerIdOf(pid: number): string {
  return `${pid}.${startedAt(pid) ?? 'unknown'}`;
}

/** The name of a socket or a directory that belongs to the process `pid`. */
export function ownedName(pid: number, randomHex: string): string {
  return `aegis-test-p${pid}-${randomHex}`;
}

/** The owner's pid, or null where the name is not one of ours. */
export function ownerPidOfName(name: string): number | null {
  const digits = OWNED_NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function ownersOf(row: ProcessRow): string[] {
  const prefix = `${OWNERS_VARIABLE}=`;
  const entry = row.environment.find((line) => line.startsWith(prefix));
  return entry === undefined ? [] : entry.slice(prefix.length).split(',');
}

/** False also for one that has ended and waits for its parent. */
export function isAlive(pid: number): boolean {
  return startedAt(pid) !== null;
}

export function isOwnerAlive(ownerId: string): boolean {
  const pid = Number(ownerId.split('.', 1)[0]);
  return Number.isSafeInteger(pid) && pid > 0 && ownerIdOf(pid) === ownerId;
}
