import { setTimeout as sleep } from 'node:timers/promises';
import { startedAt, type ProcessRow } from './process-table.ts';

/** CC removes its registry file and its socket on SIGTERM. */
const GRACE_MS = 2_000;
/** At the exit of the test process, where nothing else can happen meanwhile. */
const EXIT_GRACE_MS = 500;
const EVERY_MS = 20;
/** A process may start another one while it is being ended. */
const MAX_ROUNDS = 5;

/** SIGTERM to all that `find` gives, SIGKILL to those still there after two seconds; again until it finds none. */
export async function endProcesses(find: () => readonly ProcessRow[]): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const rows = find();
    if (rows.length === 0) return;
    for (const row of rows) signal(row, 'SIGTERM');
    const deadline = performance.now() + GRACE_MS;
    while (rows.some(isThere) && performance.now() < deadline) await sleep(EVERY_MS);
    for (const row of rows) signal(row, 'SIGKILL');
    while (rows.some(isThere)) await sleep(EVERY_MS);
  }
}

/** The same without waiting for anything but the clock. */
export function endProcessesSync(rows: readonly ProcessRow[]): void {
  for (const row of rows) signal(row, 'SIGTERM');
  const deadline = performance.now() + EXIT_GRACE_MS;
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (rows.some(isThere) && performance.now() < deadline) Atomics.wait(never, 0, 0, EVERY_MS);
  for (const row of rows) signal(row, 'SIGKILL');
}

function signal(row: ProcessRow, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isThere(row)) return;
  try {
    process.kill(row.pid, name);
  } catch {
    // It ended on its own between the look and the signal.
  }
}

function isThere(row: ProcessRow): boolean {
  return startedAt(row.pid) === row.startedAt;
}
