import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCaseLog, type CurrentCase } from './case-log.ts';
import type { DoorOrder } from './door-process.ts';
import { emptyTally, type Failure, type Tally } from './tally.ts';

/** No case begun for so long: it hangs. */
const HUNG_MS = 180_000;
const LOOK_MS = 1_000;
/** Megabytes of JavaScript's heap: beyond it the process dies, and the case is named. */
const HEAP_MB = 1_024;

type Message = { soFar: Tally } | { tally: Tally };

export interface GuardOptions {
  order: Omit<DoorOrder, 'logPath'>;
  onProgress: (tally: Tally) => void;
}

/** Runs a door in a process of its own, which may hang or die, and says which case it was at then. */
export async function guardDoor({ order, onProgress }: GuardOptions): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'aegis-fuzz-'));
  const logPath = join(folder, 'case');
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  // Also where this process is ended before the door is.
  process.once('exit', removeFolder);
  const child = fork(fileURLToPath(new URL('door-process.ts', import.meta.url)), [], {
    execArgv: [
      ...['--conditions=aegis-source', '--import', 'tsx'],
      `--max-old-space-size=${HEAP_MB}`,
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, TMPDIR: folder },
    serialization: 'advanced',
  });
  let said = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const tallies: Tally[] = [];
  let soFar = emptyTally(order.door);
  child.on('message', (message: Message) => {
    if ('tally' in message) tallies.push(message.tally);
    else {
      soFar = message.soFar;
      onProgress(soFar);
    }
  });
  const stopWatching = watchCases(logPath, () => child.kill('SIGKILL'));
  child.send({ ...order, logPath } satisfies DoorOrder);
  const how = await new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `code ${code ?? '?'}`));
  });
  const isHung = stopWatching();
  const at = lastCase(logPath);
  process.off('exit', removeFolder);
  removeFolder();
  const [tally] = tallies;
  if (tally !== undefined) return tally;
  const failure: Failure = isHung
    ? { kind: 'hung', what: `no end within ${HUNG_MS} ms`, ...caseOf(order, at) }
    : { kind: 'died', what: `the process ended (${how}): ${said.trim()}`, ...caseOf(order, at) };
  return { ...soFar, failure };
}

/** Told once, when no new case has begun for too long. The answer stops the watch and says whether that was so. */
function watchCases(logPath: string, onHung: () => void): () => boolean {
  let last = '';
  let since = Date.now();
  let isHung = false;
  const timer = setInterval(() => {
    const current = lastCase(logPath);
    const now = `${current?.slice ?? -1}/${current?.run ?? -1}`;
    if (now !== last) {
      last = now;
      since = Date.now();
    } else if (Date.now() - since > HUNG_MS) {
      clearInterval(timer);
      isHung = true;
      onHung();
    }
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return isHung;
  };
}

function lastCase(logPath: string): CurrentCase | null {
  try {
    return readCaseLog(logPath);
  } catch {
    return null;
  }
}

function caseOf(
  { door, seed }: GuardOptions['order'],
  at: CurrentCase | null,
): Pick<Failure, 'input' | 'again'> {
  if (at === null) return { input: '(before the first case)', again: ['--door', door] };
  if (at.input !== null) {
    return {
      input: JSON.stringify(Buffer.from(at.input).toString('latin1')).slice(0, 2_000),
      again: ['--door', door, '--input', Buffer.from(at.input).toString('base64')],
    };
  }
  return {
    input: `(case ${at.run} of slice ${at.slice}; a process that dies shrinks nothing)`,
    again: [
      '--door',
      door,
      '--seed',
      String(seed),
      '--slice',
      String(at.slice),
      '--path',
      String(at.run),
    ],
  };
}
