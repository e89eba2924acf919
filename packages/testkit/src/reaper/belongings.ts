import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerPidOfName } from './marks.ts';

/** Where tmux puts the sockets of `-L` (tmux(1)). */
export function tmuxSocketDirectory(): string {
  const base = process.env['TMUX_TMPDIR'] ?? '/tmp';
  return join(base, `tmux-${process.getuid?.() ?? 0}`);
}

export function temporaryDirectory(): string {
  return realpathSync(tmpdir());
}

/** Sockets and directories whose owner's pid passes `isTheirs`. */
export function listPaths(isTheirs: (pid: number) => boolean): string[] {
  return [tmuxSocketDirectory(), temporaryDirectory()].flatMap((directory) =>
    namesIn(directory)
      .filter((name) => {
        const pid = ownerPidOfName(name);
        return pid !== null && isTheirs(pid);
      })
      .map((name) => join(directory, name)),
  );
}

export function removePaths(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // A process that is just ending may still write there; the next sweep takes it.
    }
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
