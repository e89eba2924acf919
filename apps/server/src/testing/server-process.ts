import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Runs the sources as they are, so that no build stands between an edit and its test. */
const NODE_OPTIONS = ['--conditions=aegis-source', '--import', 'tsx'];

export interface ServerProcess {
  child: ChildProcess;
  directory: OwnedDirectory;
  stdout: () => string;
  stderr: () => string;
  /** Log lines, parsed; fails where one is no JSON. */
  log: () => Record<string, unknown>[];
  /** The address in the line that says that it listens. */
  listening: () => Promise<string>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ServerProcessOptions {
  argv?: readonly string[];
  environment?: Record<string, string>;
  /** Another server's, to share its state. */
  directory?: OwnedDirectory;
}

/** The server as its own process: free port, a state directory of its own, no tmux, no Claude Code. */
export async function startServerProcess(
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const directory = options.directory ?? (await createOwnedDirectory());
  const child = spawn(process.execPath, [...NODE_OPTIONS, MAIN, ...(options.argv ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory.path,
      AEGIS_PORT: '0',
      AEGIS_STATE_DIR: `${directory.path}/state`,
      AEGIS_CLAUDE_COMMAND: '/nowhere/claude',
      AEGIS_TMUX_PATH: '/nowhere/tmux',
      ...options.environment,
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const exited = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return {
    child,
    directory,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    log: () =>
      output.stderr
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async listening() {
      const ended = exited.then(({ code }) => {
        throw new Error(`ended with ${code}: ${output.stderr}`);
      });
      for (;;) {
        const url = /listening on (http:\/\/\S+)/.exec(output.stdout)?.[1];
        if (url !== undefined) return url;
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    exited,
  };
}
