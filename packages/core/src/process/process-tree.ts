import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sleep, type Clock } from '../ports/clock.ts';

const run = promisify(execFile);

export interface ProcessRow {
  pid: number;
  parent: number;
  /** Start time as `ps` prints it: tells a process from a later one with its pid. */
  started: string;
  state: string;
}

/** Rows of `ps -A -o pid=,ppid=,stat=,lstart=`; lines of another form are passed over. */
export function parseProcessTable(output: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of output.split('\n')) {
    const [pid, parent, state, ...started] = line.trim().split(/\s+/);
    if (pid === undefined || parent === undefined || state === undefined) continue;
    if (!/^\d+$/.test(pid) || !/^\d+$/.test(parent)) continue;
    rows.push({ pid: Number(pid), parent: Number(parent), state, started: started.join(' ') });
  }
  return rows;
}

/** The process and all that descend from it, parents first. */
export function descendantsOf(root: number, table: readonly ProcessRow[]): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table) {
    const siblings = children.get(row.parent);
    if (siblings) siblings.push(row);
    else children.set(row.parent, [row]);
  }
  // A set: it grows while it is gone through, and a table that was not read at one moment may hold a circle.
  const found = new Set(table.filter((row) => row.pid === root));
  for (const row of found) for (const child of children.get(row.pid) ?? []) found.add(child);
  return [...found];
}

/** `ps` before procps 4 reckons from the clock at each call, and may print the second before or after. */
const START_TOLERANCE_MS = 2_000;

/** Whether two rows with one pid are the same process. */
export function isSameProcess(one: ProcessRow, other: ProcessRow): boolean {
  if (one.pid !== other.pid) return false;
  if (one.started === other.started) return true;
  const apart = Date.parse(`${one.started} UTC`) - Date.parse(`${other.started} UTC`);
  return Math.abs(apart) <= START_TOLERANCE_MS;
}

async function processTable(): Promise<ProcessRow[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart='], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseProcessTable(stdout);
}

/** Every process that descends from `root`, itself included, as it stands now. */
export async function processTree(root: number): Promise<ProcessRow[]> {
  return descendantsOf(root, await processTable());
}

/** It has ended, and its parent (tmux, mostly) has not taken note yet. */
function isZombie({ state }: ProcessRow): boolean {
  return state.startsWith('Z');
}

/** Those of a tree that are still there, as they are now, with what they have started since. */
async function survivors(tree: readonly ProcessRow[]): Promise<ProcessRow[]> {
  const table = await processTable();
  const now = new Map(table.map((row) => [row.pid, row]));
  const alive = tree.flatMap((row) => {
    const current = now.get(row.pid);
    return current && isSameProcess(current, row) ? [current] : [];
  });
  const all = new Map(alive.map((row) => [row.pid, row]));
  for (const { pid } of alive) {
    for (const row of descendantsOf(pid, table)) if (!all.has(row.pid)) all.set(row.pid, row);
  }
  return [...all.values()];
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

/** Milliseconds that processes get to end by themselves after the pane closed, and again after SIGTERM. */
const GRACE_MS = 1_000;
const CHECK_EVERY_MS = 50;

async function waitForEnd(
  tree: readonly ProcessRow[],
  clock: Clock,
): Promise<readonly ProcessRow[]> {
  const until = clock.monotonic() + GRACE_MS;
  let alive = tree;
  for (;;) {
    alive = await survivors(alive);
    if (alive.length === 0 || clock.monotonic() >= until) return alive;
    await sleep(clock, CHECK_EVERY_MS);
  }
}

/**
 * Sees that every process of a tree (taken before its root was told to end) is gone: waits, then SIGTERM, then SIGKILL.
 * @returns those that even SIGKILL did not end
 */
export async function endTree(
  tree: readonly ProcessRow[],
  clock: Clock,
): Promise<readonly ProcessRow[]> {
  let alive = await waitForEnd(tree, clock);
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    if (alive.every(isZombie)) return [];
    signal(alive, name);
    alive = await waitForEnd(alive, clock);
  }
  return alive.filter((row) => !isZombie(row));
}
