import type { CliIo, OutputStream, ProgramResult } from '../io.ts';

export interface FakeIo extends CliIo {
  /** What was written so far. */
  readonly written: { stdout: string; stderr: string };
  readonly spinners: string[];
  readonly questions: string[];
  /** Programs that were run, on the terminal and beside it, in order. */
  readonly runs: { on: 'terminal' | 'pipe'; command: readonly string[]; env: NodeJS.ProcessEnv }[];
  readonly stop: AbortController;
}

export interface FakeIoOptions {
  env?: NodeJS.ProcessEnv;
  /** Whether the streams are terminals. */
  isTty?: boolean;
  stdin?: string | Uint8Array;
  /** What the person types, question by question. */
  replies?: readonly string[];
  /** What programs run beside the terminal print. */
  programOutput?: string;
  /** Exit code of programs run on the terminal. */
  terminalExitCode?: number;
  /** What each program run beside the terminal comes to, in order; then exit code 0. */
  programResults?: readonly Partial<ProgramResult>[];
}

/** A minute after the time of the sample sessions. */
const NOW = Date.parse('2026-01-02T03:05:05.678Z');

/** The world of a command, in memory. */
export function createFakeIo(options: FakeIoOptions = {}): FakeIo {
  const isTty = options.isTty ?? false;
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): OutputStream => ({
    isTty,
    write: (text) => void (written[name] += text),
  });
  const replies = [...(options.replies ?? [])];
  const results = [...(options.programResults ?? [])];
  const stdin = options.stdin ?? '';
  const stop = new AbortController();
  const io: FakeIo = {
    written,
    spinners: [],
    questions: [],
    runs: [],
    stop,
    env: { NO_COLOR: '1', ...options.env },
    cwd: '/here',
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdinIsTty: isTty,
    signal: stop.signal,
    terminal: {
      size: () => ({ columns: 100, rows: 30 }),
      onResize: () => () => undefined,
      takeOver: () => () => undefined,
    },
    self: ['/node', '/aegis/main.js'],
    now: () => NOW,
    every: () => () => undefined,
    readStdin: () =>
      Promise.resolve(typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    ask: (question) => {
      io.questions.push(question);
      return Promise.resolve(replies.shift() ?? null);
    },
    startSpinner: (text) => {
      io.spinners.push(text);
      return Promise.resolve({
        update: (next) => io.spinners.push(next),
        stop: () => io.spinners.push('(stopped)'),
      });
    },
    runOnTerminal: (command, env) => {
      io.runs.push({ on: 'terminal', command, env });
      return Promise.resolve(options.terminalExitCode ?? 0);
    },
    run: (command, env) => {
      io.runs.push({ on: 'pipe', command, env });
      const stdout = options.programOutput ?? '';
      return Promise.resolve({ exitCode: 0, stdout, stderr: '', ...results.shift() });
    },
  };
  return io;
}
