import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parseProcessStat } from './process-stat.ts';

const run = promisify(execFile);

export interface ProcessRow {
  pid: number;
  parent: number;
  /** When it began, as the system puts it: tells a process from a later one with its pid. */
  started: string;
  state: string;
}

/** The text of `/proc/<pid>/stat` as a row; null for what is none. */
export function rowFromStat(text: string): ProcessRow | null {
  const stat = parseProcessStat(text);
  if (stat === null) return null;
  const { pid, parent, start, state } = stat;
  return { pid, parent, started: `tick ${start}`, state };
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

/** `ps` before procps 4 reckons from the clock at each call, and may print the second before or after. */
const START_TOLERANCE_MS = 2_000;

/** Whether two rows with one pid are the same process. */
export function isSameProcess(one: ProcessRow, other: ProcessRow): boolean {
  if (one.pid !== other.pid) return false;
  if (one.started === other.started) return true;
  const apart = Date.parse(`${one.started} UTC`) - Date.parse(`${other.started} UTC`);
  return Math.abs(apart) <= START_TOLERANCE_MS;
}

/** It has ended, and its parent (tmux, mostly) has not taken note yet. */
export function isZombie({ state }: ProcessRow): boolean {
  return state.startsWith('Z');
}

/** Every process, as it stands now: from `/proc` where there is one (no process is started for it), else from `ps`. */
export async function processTable(): Promise<ProcessRow[]> {
  if (process.platform === 'linux') return processIds().flatMap(statOf);
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart='], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseProcessTable(stdout);
}

/** Pids of the processes that were started with `entry` (`NAME=value`) in their environment. None where that cannot be seen. */
export function startedWith(entry: string): Set<number> {
  if (process.platform !== 'linux') return new Set();
  const pids = processIds().filter((pid) =>
    readProcess(pid, 'environ').split('\0').includes(entry),
  );
  return new Set(pids);
}

function processIds(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function statOf(pid: number): ProcessRow[] {
  const row = rowFromStat(readProcess(pid, 'stat'));
  return row === null ? [] : [row];
}

/** Empty where it is gone, or another user's. */
function readProcess(pid: number, file: 'stat' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
