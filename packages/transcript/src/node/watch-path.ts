import { statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorCode } from './error-code.ts';

export interface PathWatcher {
  /** Whether the system tells of changes; if not, look by yourself. */
  isWatching(): boolean;
  /** Check that the right directory is watched, and set it right. */
  rearm(): void;
  close(): void;
}

/**
 * Tells when the file at `path` may have changed: made, written, replaced, removed. The directory is watched, not
 * the file, since the file may not be there yet, and a watch on it would stay with the old one when it is
 * replaced. Where the directory is missing too, the nearest one above it is watched until it appears.
 */
export function watchPath(
  path: string,
  onHint: () => void,
  onError: (error: unknown) => void,
): PathWatcher {
  const home = dirname(path);
  let watcher: FSWatcher | null = null;
  let watched = { directory: '', inode: -1 };
  let closed = false;

  function stop(): void {
    watcher?.close();
    watcher = null;
  }

  function start(directory: string, inode: number): void {
    stop();
    watched = { directory, inode };
    // In a directory above, only the next one on the way is of interest.
    const name = directory === home ? basename(path) : nextOnTheWay(directory, home);
    watcher = watch(directory, (event, changed) => {
      if (closed) return;
      // A `rename` that is not ours may be the directory itself going away.
      if (directory !== home || event === 'rename') rearm();
      if (changed === null || changed === name) onHint();
    });
    watcher.on('error', (error) => {
      stop();
      if (!closed) onError(error);
    });
  }

  function rearm(): void {
    // Once more after each change: a deeper directory may have appeared before its parent was watched.
    for (let tries = 0; !closed && tries < 20; tries += 1) {
      const { directory, inode } = nearestDirectory(home);
      const same = directory === watched.directory && inode === watched.inode;
      if (watcher !== null && same) return;
      try {
        start(directory, inode);
      } catch (error) {
        stop();
        // The directory went away in between; anything else is a limit of the system.
        if (errorCode(error) !== 'ENOENT') {
          onError(error);
          return;
        }
      }
    }
  }

  rearm();
  return {
    isWatching: () => watcher !== null,
    rearm,
    close() {
      closed = true;
      stop();
    },
  };
}

function nearestDirectory(path: string): { directory: string; inode: number } {
  for (let directory = path; ; directory = dirname(directory)) {
    const found = statSync(directory, { throwIfNoEntry: false });
    if (found?.isDirectory() === true || directory === dirname(directory)) {
      return { directory, inode: found?.ino ?? -1 };
    }
  }
}

function nextOnTheWay(from: string, to: string): string {
  let directory = to;
  while (dirname(directory) !== from && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return basename(directory);
}
