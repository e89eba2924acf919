import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Kilobytes of a line of `/proc/<pid>/status`; 0 where the process is gone. */
export function statusKb(pid: number, name: 'VmRSS'): number {
  return Number(statusLine(pid, name)?.split(/\s+/)[0] ?? 0);
}

export function threadCount(pid: number): number {
  return Number(statusLine(pid, 'Threads') ?? 0);
}

function statusLine(pid: number, name: string): string | null {
  const text = readOr(`/proc/${pid}/status`, '');
  const line = text.split('\n').find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}

/** What a process has open: files, sockets, pipes, watches. */
export function openFiles(pid: number): string[] {
  return listOr(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
}

export interface StatFields {
  state: string;
  parent: number;
  /** Milliseconds of CPU time: its own. */
  cpuMs: number;
  /** Page faults of the children that it has waited for: each that ends has some. */
  childFaults: number;
}

/** Hundredths of a second: the kernel's unit for user space, on every platform that Node runs on. */
const TICK_MS = 10;

/** `/proc/<pid>/stat`; null where the process is gone. */
export function processStat(pid: number): StatFields | null {
  const text = readOr(`/proc/${pid}/stat`, '');
  // The name, in parentheses, may hold anything.
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || state === '') return null;
  const field = (number: number) => Number(fields[number - 4]);
  return {
    state,
    parent: field(4),
    cpuMs: (field(14) + field(15)) * TICK_MS,
    childFaults: field(11) + field(13),
  };
}

/** Processes whose parent is `pid`. */
export function childrenOf(pid: number): StatFields[] {
  return listOr('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? processStat(Number(name)) : null;
    return stat?.parent === pid ? [stat] : [];
  });
}

/** Bytes of the files in a folder and below it. */
export function folderBytes(path: string): number {
  let bytes = 0;
  for (const entry of listOr(path)) {
    const stat = statSync(join(path, entry), { throwIfNoEntry: false });
    bytes += stat?.isDirectory() === true ? folderBytes(join(path, entry)) : (stat?.size ?? 0);
  }
  return bytes;
}

export function listOr(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
