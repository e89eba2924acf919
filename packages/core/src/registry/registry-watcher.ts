import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { sleep, type Clock } from '../ports/clock.ts';
import { parseRegistryFile, pidOfFile, type RegistryEntry } from './registry-entry.ts';

/** Milliseconds before a file that did not parse is read once more: it may have been half written. */
const REREAD_AFTER_MS = 25;

type Listener = (entry: RegistryEntry | null) => void;

/** Watches Claude Code's registry folders, one watcher for each, and tells each session of its own file by pid. */
export class RegistryWatcher {
  readonly #clock: Clock;
  readonly #folders = new Map<string, { watcher: FSWatcher; listeners: Map<number, Listener> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `onEntry` gets each new state of `<configDir>/sessions/<pid>.json`, and null when the file goes. */
  follow(configDir: string, pid: number, onEntry: Listener): () => void {
    const folder = join(configDir, 'sessions');
    const shared = this.#folders.get(folder) ?? this.#open(folder);
    shared.listeners.set(pid, onEntry);
    void this.#read(join(folder, `${pid}.json`), onEntry);
    return () => {
      shared.listeners.delete(pid);
      if (shared.listeners.size > 0) return;
      this.#folders.delete(folder);
      void shared.watcher.close();
    };
  }

  async close(): Promise<void> {
    const watchers = [...this.#folders.values()].map(({ watcher }) => watcher);
    this.#folders.clear();
    await Promise.all(watchers.map((watcher) => watcher.close()));
  }

  #open(folder: string) {
    const listeners = new Map<number, Listener>();
    // The folder is made by Claude Code's first start: chokidar waits for it.
    const watcher = watch(folder, {
      depth: 0,
      ignoreInitial: true,
      atomic: false,
      persistent: true,
    });
    const changed = (path: string) => {
      const pid = pidOfFile(basename(path));
      const listener = pid === null ? undefined : listeners.get(pid);
      if (listener) void this.#read(path, listener);
    };
    watcher.on('add', changed);
    watcher.on('change', changed);
    watcher.on('unlink', (path: string) => {
      const pid = pidOfFile(basename(path));
      if (pid !== null) listeners.get(pid)?.(null);
    });
    const shared = { watcher, listeners };
    this.#folders.set(folder, shared);
    return shared;
  }

  async #read(path: string, listener: Listener): Promise<void> {
    for (const attempt of ['first', 'second'] as const) {
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === null) return;
      const entry = parseRegistryFile(text);
      if (entry !== null) {
        listener(entry);
        return;
      }
      if (attempt === 'first') await sleep(this.#clock, REREAD_AFTER_MS);
    }
  }
}
