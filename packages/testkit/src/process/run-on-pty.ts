import { createRequire } from 'node:module';
import type * as NodePty from 'node-pty';
import { ownerEnvironment } from '../reaper/owner.ts';
import { TestkitError } from '../testkit-error.ts';

export interface PtyOptions {
  readonly cwd?: string;
  /** The whole environment of the child, beside the reaper's mark. */
  readonly env?: Record<string, string>;
  /** 120 where left out. */
  readonly cols?: number;
  /** 40 where left out. */
  readonly rows?: number;
}

export interface PtyExit {
  readonly code: number;
  /** The number of the signal that ended it, or null. */
  readonly signal: number | null;
}

/** A command on a terminal of its own. */
export interface PtyRun {
  readonly pid: number;
  /** Everything written so far, escape sequences included. */
  readonly output: string;
  /** Settles when the process ended and its output is complete. */
  readonly exit: Promise<PtyExit>;
  /** Presses keys: `\r` is Enter, `\x1b` Escape, `\x03` Ctrl-C. */
  write(keys: string): void;
  resize(cols: number, rows: number): void;
  /** By pid; does nothing once it ended. */
  kill(signal?: NodeJS.Signals): void;
}

/**
 * Runs a command on a terminal. Needs `node-pty`, an optional peer of this package.
 *
 * @throws TestkitError `node_pty_not_installed`
 */
export function runOnPty(argv: readonly [string, ...string[]], options: PtyOptions = {}): PtyRun {
  const { spawn } = loadNodePty();
  const [command, ...parameters] = argv;
  const mark = ownerEnvironment();
  const terminal = spawn(command, parameters, {
    name: 'xterm-256color',
    cols: options.cols ?? 120,
    rows: options.rows ?? 40,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...(options.env ?? process.env), ...mark },
  });
  let output = '';
  let ended = false;
  terminal.onData((text) => (output += text));
  const exit = new Promise<PtyExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      ended = true;
      resolve({ code: exitCode, signal: signal === undefined || signal === 0 ? null : signal });
    });
  });
  return {
    pid: terminal.pid,
    exit,
    get output() {
      return output;
    },
    write: (keys) => terminal.write(keys),
    resize: (cols, rows) => terminal.resize(cols, rows),
    kill: (signal = 'SIGTERM') => {
      if (!ended) process.kill(terminal.pid, signal);
    },
  };
}

/** Loaded when first needed: whoever wants no terminal need not compile a native addon. */
function loadNodePty(): typeof NodePty {
  try {
    // Node's own types cannot know what a package exports.
    return createRequire(import.meta.url)('node-pty') as typeof NodePty;
  } catch (cause) {
    const message =
      'node-pty is not installed: add it to the devDependencies of what calls runOnPty';
    throw new TestkitError('node_pty_not_installed', message, { cause });
  }
}
