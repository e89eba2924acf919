import { spawn } from 'node:child_process';

export interface BashOutcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly code: number | null;
}

/** Runs a command line in a folder. An interrupt ends it, with all that it started. */
export function runBash(
  command: string,
  workDir: string,
  signal: AbortSignal,
): Promise<BashOutcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', command], {
      cwd: workDir,
      env: { ...process.env, CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its children end with it.
      detached: true,
    });
    let [stdout, stderr] = ['', ''];
    const end = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const done = (code: number | null) => {
      signal.removeEventListener('abort', end);
      resolve({ stdout: stdout.trimEnd(), stderr: stderr.trimEnd(), code });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      stderr += error.message;
      done(127);
    });
    child.on('close', done);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
