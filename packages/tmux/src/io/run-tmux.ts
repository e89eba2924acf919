import { execFile } from 'node:child_process';
import { TmuxError } from '../tmux-error.ts';
import { notFoundError, serverArguments, type TmuxServer } from './tmux-environment.ts';

/** A watchdog: guards against a server that is stopped or stuck, which would leave the process waiting for good. */
const RUN_TIMEOUT_MS = 10_000;

export interface TmuxRun {
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** One tmux process for the few things that no control client can do: before it is there, and after it is gone. */
export function runTmux(target: TmuxServer, commandArguments: readonly string[]): Promise<TmuxRun> {
  return run(target, [...serverArguments(target), ...commandArguments]);
}

/** `tmux -V` @throws TmuxError `not_found` */
export async function readBinaryVersion(target: TmuxServer): Promise<string> {
  const { stdout } = await run(target, ['-V']);
  return stdout.trim();
}

function run(target: TmuxServer, argv: readonly string[]): Promise<TmuxRun> {
  const { tmuxPath, env } = target;
  return new Promise((resolve, reject) => {
    // The server that this may start keeps the directory: `/` is always there.
    const options = { env, cwd: '/', timeout: RUN_TIMEOUT_MS, encoding: 'utf8' as const };
    execFile(tmuxPath, argv, options, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, stdout, stderr });
      else if (typeof error.code === 'string') reject(notFoundError(tmuxPath, error));
      else if (error.killed === true) {
        reject(
          new TmuxError(
            'timeout',
            `tmux did not answer within ${RUN_TIMEOUT_MS} ms; its server may be stopped.`,
          ),
        );
      } else resolve({ ok: false, stdout, stderr });
    });
  });
}
