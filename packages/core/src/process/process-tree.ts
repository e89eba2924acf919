import { sleep, type Clock } from '../ports/clock.ts';
import {
  isSameProcess,
  isZombie,
  processTable,
  startedWith,
  type ProcessRow,
} from './process-table.ts';

/** The processes and all that descend from them, parents first. */
export function descendantsOf(
  roots: ReadonlySet<number>,
  table: readonly ProcessRow[],
): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table) {
    const siblings = children.get(row.parent);
    if (siblings) siblings.push(row);
    else children.set(row.parent, [row]);
  }
  // A set: it grows while it is gone through, and a table that was not read at one moment may hold a circle.
  const found = new Set(table.filter((row) => roots.has(row.pid)));
  for (const row of found) for (const child of children.get(row.pid) ?? []) found.add(child);
  return [...found];
}

/** What tells a session's processes from everybody else's. */
export interface ProcessMark {
  /** The process that the others descend from; null: it is gone, or not known. */
  root: number | null;
  /** `NAME=value` in the environment of each: also of one whose parents are gone. Null: they bear none. */
  entry: string | null;
}

/** Every process that descends from the root or bears the mark, with its descendants, as it stands now. Never this process. */
export async function processTree({ root, entry }: ProcessMark): Promise<ProcessRow[]> {
  const roots = entry === null ? new Set<number>() : startedWith(entry);
  if (root !== null) roots.add(root);
  return withoutOurselves(descendantsOf(roots, await processTable()));
}

/** Aegis may itself have been started in a session of another Aegis. */
function withoutOurselves(rows: readonly ProcessRow[]): ProcessRow[] {
  return rows.filter(({ pid }) => pid !== process.pid && pid !== process.ppid);
}

/** Those of a tree that are still there, as they are now, with what they have started since, and what bears their mark. */
async function survivors(tree: readonly ProcessRow[], entry: string): Promise<ProcessRow[]> {
  const table = await processTable();
  const now = new Map(table.map((row) => [row.pid, row]));
  const alive = startedWith(entry);
  for (const row of tree) {
    const current = now.get(row.pid);
    if (current && isSameProcess(current, row)) alive.add(row.pid);
  }
  return withoutOurselves(descendantsOf(alive, table));
}

function signal(rows: readonly ProcessRow[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid } of rows) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile, which is what was wanted.
    }
  }
}

/** Milliseconds that processes get to end by themselves after the pane closed, and again after SIGTERM, and after SIGKILL. */
const GRACE_MS = 1_000;
const CHECK_EVERY_MS = 50;

/** Waits until they are gone. What appears meanwhile is signalled too: it may have been started by one that was being ended. */
async function waitForEnd(
  tree: readonly ProcessRow[],
  how: { name: 'SIGTERM' | 'SIGKILL' | null; entry: string; clock: Clock },
): Promise<readonly ProcessRow[]> {
  const { name, entry, clock } = how;
  const until = clock.monotonic() + GRACE_MS;
  const signalled: ProcessRow[] = [];
  let alive = tree;
  for (;;) {
    if (name !== null) {
      const fresh = alive.filter((row) => !signalled.some((other) => isSameProcess(row, other)));
      signal(fresh, name);
      signalled.push(...fresh);
    }
    await sleep(clock, CHECK_EVERY_MS);
    alive = await survivors(alive, entry);
    // One that has ended is not gone before its parent has looked, and who waits for it may ask by its pid.
    if (alive.length === 0 || clock.monotonic() >= until) return alive;
  }
}

/**
 * Sees that every process of a tree (taken before its root was told to end) is gone: waits, then SIGTERM, then SIGKILL.
 * @returns those that even SIGKILL did not end
 */
export async function endTree(
  tree: readonly ProcessRow[],
  { entry, clock }: { entry: string; clock: Clock },
): Promise<readonly ProcessRow[]> {
  let alive: readonly ProcessRow[] = await survivors(tree, entry);
  for (const name of [null, 'SIGTERM', 'SIGKILL'] as const) {
    if (alive.length === 0) return [];
    alive = await waitForEnd(alive, { name, entry, clock });
    if (alive.every(isZombie)) return [];
  }
  return alive.filter((row) => !isZombie(row));
}
