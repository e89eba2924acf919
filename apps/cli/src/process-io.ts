import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { type CliIo, Interruption, type OutputStream, type Spinner } from './io.ts';

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return { isTty: stream.isTTY, write: (text) => void stream.write(text) };
}

/** The first signal ends the command in order; a second one ends the process. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Interruption('Interrupted.', 130)));
  process.once('SIGTERM', () => controller.abort(new Interruption('Terminated.', 143)));
  // The reader of a pipe has seen enough: `aegis read … | head`.
  process.stdout.on('error', () => controller.abort(new Interruption('Output closed.', 0)));
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
