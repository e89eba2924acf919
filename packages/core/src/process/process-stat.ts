import { readFileSync } from 'node:fs';

export interface ProcessStat {
  pid: number;
  parent: number;
  /** One letter, as `ps` has it: `Z` has ended, `T` is stopped. */
  state: string;
  group: number;
  /** The process group that the terminal's keys go to; -1 without a terminal. */
  foregroundGroup: number;
  /** When it started, in ticks since boot: tells it from a later process with its pid. */
  start: string;
}

/** The text of Linux's `/proc/<pid>/stat`; null for what is none. */
export function parseProcessStat(text: string): ProcessStat | null {
  // The name stands in brackets and may hold any character.
  const end = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text
    .slice(end + 2)
    .trim()
    .split(' ');
  const [state, parent, group, , , foreground] = fields;
  // Field 22 of proc(5), of which two come before the state. No clock that is set moves it.
  const start = fields[19];
  if (end < 0 || Number.isNaN(pid) || state === undefined || start === undefined) return null;
  return {
    ...{ pid, parent: Number(parent), state, start },
    ...{ group: Number(group), foregroundGroup: Number(foreground) },
  };
}

/** How a process stands; null where there is none, `unknown` where the system does not tell (no `/proc`). */
export function processStat(pid: number): ProcessStat | 'unknown' | null {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return isThere(pid) ? 'unknown' : null;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is there too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process that had this pid then still runs. */
export function stillRuns(pid: number, start: string | null): boolean {
  const stat = processStat(pid);
  if (stat === null || stat === 'unknown') return stat === 'unknown';
  return stat.state !== 'Z' && (start === null || stat.start === start);
}

/** Whether the keys of its terminal go to the process: it is neither stopped nor in the background of a shell. */
export function isInForeground(pid: number): boolean {
  const stat = processStat(pid);
  if (stat === null || stat === 'unknown') return stat === 'unknown';
  return stat.state !== 'T' && stat.group === stat.foregroundGroup;
}
