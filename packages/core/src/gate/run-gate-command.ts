import { spawn, type ChildProcess } from 'node:child_process';
import type { GateCheck } from '@aegis/protocol';
import { sleep, type Clock } from '../ports/clock.ts';
import { endTree, processTree } from '../process/process-tree.ts';
import { OutputTail } from './output-tail.ts';

export type CommandRun = NonNullable<GateCheck['run']>;
export type CommandEnd = { type: 'ran'; run: CommandRun } | { type: 'not-started'; why: string };

/** Bytes of a command's output that are kept. */
const KEPT_BYTES = 16 * 1_024;
/** Milliseconds that output which is on its way has to come in, once the command has ended. */
const LAST_WORDS_MS = 500;
/** The variable that tells a gate's processes from all others, whoever their parents are. */
export const GATE_MARK = 'AEGIS_GATE_RUN';

export interface CommandPlan {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Milliseconds that it may take. */
  timeoutMs: number;
  /** Of this run alone. */
  mark: string;
}

/**
 * Runs one command, and leaves nothing of it: at its end, its timeout or the signal, whatever it has started is ended too.
 * It reads nothing, and no shell reads it.
 */
export async function runGateCommand(
  plan: CommandPlan,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<CommandEnd> {
  const [program, ...parameters] = plan.argv;
  const startedAt = clock.monotonic();
  const entry = `${GATE_MARK}=${plan.mark}`;
  let child: ReturnType<typeof start>;
  try {
    child = start(program, parameters, plan);
  } catch (error) {
    // Some errors are thrown, such as more words than a program can be given.
    return { type: 'not-started', why: error instanceof Error ? error.message : String(error) };
  }
  const tail = new OutputTail(KEPT_BYTES);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => tail.add(chunk));
  }
  const ended = endOf(child);
  const stop = stopAfter(plan.timeoutMs, { clock, signal });
  const first = await Promise.race([ended.process, stop.stopped]);
  stop.cancel();
  if (first === 'timeout' || first === 'aborted') {
    // Taken before its root ends: a child that has dropped the mark is known by its parents alone.
    const tree = await processTree({ root: child.pid ?? null, entry });
    child.kill('SIGTERM');
    await endTree(tree, { entry, clock });
  }
  const end = await ended.process;
  const durationMs = clock.monotonic() - startedAt;
  if (end.type === 'error') return { type: 'not-started', why: whyNotStarted(end.error, plan) };
  await endRest(entry, clock);
  await Promise.race([ended.streams, sleep(clock, LAST_WORDS_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  const { code: exitCode, signal: endSignal } = end;
  const timedOut = first === 'timeout';
  const command = [...plan.argv];
  const run = { command, exitCode, signal: endSignal, durationMs, timedOut, ...tail.read() };
  return { type: 'ran', run };
}

function start(program: string, parameters: readonly string[], { cwd, env, mark }: CommandPlan) {
  return spawn(program, parameters, {
    cwd,
    env: { ...env, [GATE_MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What it left running. */
async function endRest(entry: string, clock: Clock): Promise<void> {
  const tree = await processTree({ root: null, entry });
  if (tree.length > 0) await endTree(tree, { entry, clock });
}

type ProcessEnd =
  { type: 'exit'; code: number | null; signal: string | null } | { type: 'error'; error: Error };

function endOf(child: ChildProcess): { process: Promise<ProcessEnd>; streams: Promise<void> } {
  return {
    process: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ type: 'exit', code, signal }));
      child.once('error', (error) => resolve({ type: 'error', error }));
    }),
    streams: new Promise((resolve) => {
      child.once('close', () => resolve());
    }),
  };
}

function stopAfter(
  timeoutMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): { stopped: Promise<'timeout' | 'aborted'>; cancel: () => void } {
  let cancel: () => void = () => undefined;
  const stopped = new Promise<'timeout' | 'aborted'>((resolve) => {
    const onAbort = () => resolve('aborted');
    const cancelTimer = clock.after(timeoutMs, () => resolve('timeout'));
    cancel = () => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  return { stopped, cancel };
}

function whyNotStarted(error: Error, { argv }: CommandPlan): string {
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return `${argv[0]} was not found. Install it, or name it by its path.`;
  if (code === 'EACCES') return `${argv[0]} may not be executed.`;
  return error.message;
}
