import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { EXIT } from './exit-codes.ts';
import { type CliIo, Interruption, type OutputStream, type Spinner } from './io.ts';

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return { isTty: stream.isTTY, write: (text) => void stream.write(text) };
}

/** The first signal ends the command in order; the next one ends the process as it stands. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (message: string, exitCode: number) => () => {
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort(new Interruption(message, exitCode));
  };
  // Listeners that stay: with none left, libraries that clean up on a signal would raise it again.
  process.on('SIGINT', interrupt('Interrupted.', EXIT.interrupted));
  process.on('SIGTERM', interrupt('Terminated.', 143));
  // The reader of a pipe has seen enough: `aegis read … | head`.
  process.stdout.on('error', interrupt('Output closed.', EXIT.ok));
  return controller.signal;
}

async function startSpinner(text: string): Promise<Spinner> {
  const { default: ora } = await import('ora');
  const spinner = ora({ text, stream: process.stderr, discardStdin: false }).start();
  return { update: (next) => (spinner.text = next), stop: () => void spinner.stop() };
}

async function ask(question: string, signal: AbortSignal): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(lines, 'close').then(() => null);
  try {
    return await Promise.race([lines.question(question, { signal }), closed]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}

async function runOnTerminal(
  [program, ...parameters]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(program, parameters, { stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** This process's own streams, environment and signals. */
export function createProcessIo(): CliIo {
  const signal = interruptions();
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    stdinIsTty: process.stdin.isTTY,
    signal,
    now: () => Date.now(),
    readStdin: () => buffer(process.stdin),
    ask: (question) => ask(question, signal),
    startSpinner,
    runOnTerminal,
  };
}
