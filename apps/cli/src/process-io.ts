import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { EXIT } from './exit-codes.ts';
import { processTerminal } from './process-terminal.ts';
import {
  type CliIo,
  Interruption,
  type OutputStream,
  type ProgramResult,
  type Spinner,
} from './io.ts';

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
  process.on('SIGHUP', interrupt('The terminal is gone.', 129));
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

type Command = readonly [string, ...string[]];

/** The exit code of a program that could not be started, as shells have it. */
const NOT_STARTED = 127;

async function runOnTerminal(
  [program, ...parameters]: Command,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const child = spawn(program, parameters, { stdio: 'inherit', env });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? EXIT.failed;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function run([program, ...parameters]: Command, env: NodeJS.ProcessEnv): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = execFile(program, parameters, { env }, (error, stdout, stderr) => {
      // Below zero where it could not be started.
      const code = child.exitCode ?? NOT_STARTED;
      const exitCode = error ? (code < 0 ? NOT_STARTED : code) : 0;
      resolve({ exitCode, stdout, stderr });
    });
    // What is run here asks nobody anything.
    child.stdin?.end();
  });
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
    terminal: processTerminal,
    self: [process.execPath, process.argv[1] ?? 'aegis'],
    now: () => Date.now(),
    every: (milliseconds, action) => {
      const timer = setInterval(action, milliseconds);
      return () => clearInterval(timer);
    },
    readStdin: () => buffer(process.stdin),
    ask: (question) => ask(question, signal),
    startSpinner,
    run,
    runOnTerminal: (command, environment) => runOnTerminal(command, environment, signal),
  };
}
