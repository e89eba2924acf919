import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerEnvironment } from '../reaper/owner.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the child, beside the reaper's mark; this process's own where left out. */
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  /** SIGKILL after that many milliseconds; 60 000 where left out. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, without a shell. Rejects where it cannot be started. */
export async function runProcess(
  argv: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<RunResult> {
  const [command, ...parameters] = argv;
  const mark = ownerEnvironment();
  const child = spawn(command, parameters, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...(options.env ?? process.env), ...mark },
    stdio: 'pipe',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // A child that does not read its input closes the pipe early.
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
      (resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (...exit) => {
          // A grandchild may hold the pipes open for long; what the child itself wrote is there soon.
          void Promise.race([new Promise((end) => child.once('close', end)), sleep(500)]).then(() =>
            resolve(exit),
          );
        });
      },
    );
    return { code, signal, ...output };
  } finally {
    clearTimeout(timer);
  }
}
