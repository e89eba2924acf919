import { spawn } from 'node:child_process';

/** The most of one stream that is kept: paths of a status, words of an error. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export interface GitResult {
  /** Null where a signal ended it, or it could not be started. */
  code: number | null;
  stdout: string;
  /** What git itself said, or why it could not be started. */
  stderr: string;
}

export type Git = (
  cwd: string,
  parameters: readonly string[],
  timeoutMs: number,
) => Promise<GitResult>;

/**
 * Beside what a call asks for: nothing of the repository runs (no hook, no file watcher, no clean-up of its own), and
 * submodules stay as they are. Filters (Git LFS) do run: without them files would be checked out wrong.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'status.showUntrackedFiles=normal',
].flatMap((setting) => ['-c', setting]);

/** Variables that would lead git elsewhere, make it ask somebody, or are Aegis's own. */
const LEFT_OUT = /^(?:GIT_|AEGIS_|npm_|SSH_ASKPASS$|DISPLAY$|WAYLAND_DISPLAY$|LC_|LANGUAGE$)/;

export function gitEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(([name]) => !LEFT_OUT.test(name));
  return {
    ...Object.fromEntries(
      kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    SSH_ASKPASS_REQUIRE: 'never',
    // Its words are told to people and read here: they are the same everywhere.
    LC_ALL: 'C',
  };
}

/** git by its arguments: no shell, no terminal to ask on, no input. Never rejects. */
export function createGit(inherited: Readonly<Record<string, string | undefined>>): Git {
  const env = gitEnvironment(inherited);
  return (cwd, parameters, timeoutMs) =>
    new Promise((resolve) => {
      const child = spawn('git', ['--no-pager', ...SETTINGS, ...parameters], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A session of its own has no terminal, and goes on where Aegis is stopped meanwhile.
        detached: true,
      });
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          if (output[name].length < MAX_OUTPUT_BYTES) output[name] += text;
        });
      }
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        // Its own children as well: a filter, an ssh.
        if (child.pid !== undefined) endGroup(child.pid);
      }, timeoutMs);
      const finish = (code: number | null, problem: string | null) => {
        clearTimeout(timer);
        const words = isLate ? `git did not end within ${timeoutMs} ms` : problem;
        resolve({ ...output, code: isLate ? null : code, stderr: words ?? output.stderr });
      };
      child.once('error', (error: NodeJS.ErrnoException) => {
        finish(null, `git could not be started in "${cwd}" (${error.code ?? error.message})`);
      });
      child.once('close', (code) => finish(code, null));
    });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended just now.
  }
}
