import { statSync, watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

export interface FolderWatch {
  /** Check that the right folder is watched, and set it right. */
  rearm(): void;
  close(): void;
}

interface FolderListener {
  /** A file of the folder may have changed; null: any of them. */
  onChange: (name: string | null) => void;
  /** The system cannot watch it, or no longer. */
  onError: (error: unknown) => void;
}

/**
 * Tells of every change to the files right in `folder`, none held back or merged. While there is no such folder, the
 * nearest one above it is watched until it appears.
 */
export function watchFolder(folder: string, { onChange, onError }: FolderListener): FolderWatch {
  let watcher: FSWatcher | null = null;
  let watched = { path: '', inode: -1 };
  let closed = false;

  function stop(): void {
    watcher?.close();
    watcher = null;
  }

  function start(place: { path: string; inode: number }): void {
    stop();
    watched = place;
    watcher = watch(place.path, { persistent: false }, (event, name) => {
      if (closed) return;
      // A `rename` may be the folder itself, going or coming.
      if (place.path !== folder || event === 'rename') rearm();
      if (place.path === folder) onChange(name);
    });
    watcher.on('error', (error) => {
      stop();
      if (!closed) onError(error);
    });
    // What was written before the watch began is told of by nobody.
    if (place.path === folder) onChange(null);
  }

  function rearm(): void {
    // Again after each change: a folder further down may have appeared before the one above was watched.
    while (!closed) {
      const place = nearestFolder(folder);
      if (watcher !== null && place.path === watched.path && place.inode === watched.inode) return;
      try {
        start(place);
      } catch (error) {
        stop();
        onError(error);
        return;
      }
    }
  }

  rearm();
  return {
    rearm,
    close() {
      closed = true;
      stop();
    },
  };
}

function nearestFolder(folder: string): { path: string; inode: number } {
  for (let path = folder; ; path = dirname(path)) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true || path === dirname(path)) {
      return { path, inode: found?.ino ?? -1 };
    }
  }
}
