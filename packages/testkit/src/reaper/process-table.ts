import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  /** Tells a process from a later one that got the same pid. */
  readonly startedAt: string;
  readonly command: string;
  /** `KEY=value` entries; empty for processes of other users. */
  readonly environment: readonly string[];
}

/** Every process that this user can see; those that have ended and wait for their parent are left out. */
export function readProcessTable(): ProcessRow[] {
  if (process.platform !== 'linux') return parsePs(runPs(['-axEww']));
  return readdirSync('/proc').flatMap((name) => {
    const row = /^\d+$/.test(name) ? readProcRow(Number(name)) : null;
    return row === null ? [] : [row];
  });
}

/** Null where there is no such process. */
export function startedAt(pid: number): string | null {
  if (process.platform === 'linux')
    return parseStat(readText(`/proc/${pid}/stat`))?.startedAt ?? null;
  return parsePs(runPs(['-p', String(pid)]))[0]?.startedAt ?? null;
}

/** The rows that pass `isRoot`, and everything below them. */
export function withDescendants(
  table: readonly ProcessRow[],
  isRoot: (row: ProcessRow) => boolean,
): ProcessRow[] {
  const found = new Map(table.filter(isRoot).map((row) => [row.pid, row]));
  let size = -1;
  while (size !== found.size) {
    size = found.size;
    for (const row of table) if (found.has(row.parentPid)) found.set(row.pid, row);
  }
  return [...found.values()];
}

function readProcRow(pid: number): ProcessRow | null {
  const stat = parseStat(readText(`/proc/${pid}/stat`));
  if (stat === null) return null;
  return {
    pid,
    ...stat,
    command: readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim(),
    environment: readText(`/proc/${pid}/environ`).split('\0'),
  };
}

/** Field 22 of `stat` in proc(5), counted from the third. */
const STARTTIME_FIELD = 19;

/** A line of proc(5)'s `stat`: its second field is the name in brackets, which may hold spaces and brackets. */
export function parseStat(line: string): Pick<ProcessRow, 'parentPid' | 'startedAt'> | null {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid] = fields;
  const started = fields[STARTTIME_FIELD];
  if (started === undefined || state === 'Z' || state === 'X') return null;
  return { parentPid: Number(parentPid), startedAt: started };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** macOS: `-E` appends the environment to the command. */
function runPs(selection: readonly string[]): string {
  try {
    return execFileSync('ps', [...selection, '-o', 'pid=,ppid=,state=,lstart=,command='], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch {
    // ps exits with 1 where no process matches.
    return '';
  }
}

/** `Sun Nov 22 17:43:00 2026` */
const LSTART_WORDS = 5;
/** Enough to know a process by; the environment follows without a mark between. */
const COMMAND_WORDS = 12;

/** Lines of `ps -o pid=,ppid=,state=,lstart=,command=`. */
export function parsePs(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parentPid, state, ...words] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith('Z') || words.length < LSTART_WORDS) return [];
    const command = words.slice(LSTART_WORDS);
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        startedAt: words.slice(0, LSTART_WORDS).join(' '),
        command: command.slice(0, COMMAND_WORDS).join(' '),
        environment: command,
      },
    ];
  });
}
