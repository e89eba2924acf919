import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { FollowedFile } from './followed-file.ts';
import type { RegistryEntry } from './registry-entry.ts';
import { watchFolder, type FolderWatch } from './watch-folder.ts';

/** Guards against changes that the system does not tell of: network file systems, an overflowing event queue. */
const WATCHDOG_MS = 10_000;

interface SharedFolder {
  watch: FolderWatch;
  files: Map<string, Set<FollowedFile>>;
  cancelWatchdog: () => void;
}

/** Watches Claude Code's registry folders, one watch for each, and tells each session of its own file by pid. */
export class RegistryWatcher {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #folders = new Map<string, SharedFolder>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * `onEntry` gets each new state of `<configDir>/sessions/<pid>.json` that is not overwritten before it can be read,
   * the newest one always, and null when the file goes.
   */
  follow(
    configDir: string,
    pid: number,
    onEntry: (entry: RegistryEntry | null) => void,
  ): () => void {
    const folder = join(configDir, 'sessions');
    const name = `${pid}.json`;
    const shared = this.#folders.get(folder) ?? this.#open(folder);
    const file = new FollowedFile({
      path: join(folder, name),
      onEntry,
      onError: (error) => this.#warn(folder, error),
    });
    const same = shared.files.get(name) ?? new Set();
    shared.files.set(name, same.add(file));
    file.look();
    return () => {
      file.stop();
      same.delete(file);
      if (same.size === 0 && shared.files.get(name) === same) shared.files.delete(name);
      if (shared.files.size === 0 && this.#folders.get(folder) === shared) this.#close(folder);
    };
  }

  /** Something else has told of a change: the file is read again, should the system not have told of it yet. */
  look(configDir: string, pid: number): void {
    const files = this.#folders.get(join(configDir, 'sessions'))?.files.get(`${pid}.json`);
    for (const file of files ?? []) file.look();
  }

  close(): void {
    for (const folder of [...this.#folders.keys()]) this.#close(folder);
  }

  #open(folder: string): SharedFolder {
    const files: SharedFolder['files'] = new Map();
    const look = (name: string | null) => {
      const changed = name === null ? [...files.values()] : [files.get(name) ?? []];
      for (const same of changed) for (const file of same) file.look();
    };
    const watch = watchFolder(folder, {
      onChange: look,
      onError: (error) => this.#warn(folder, error),
    });
    const shared: SharedFolder = { watch, files, cancelWatchdog: () => undefined };
    const schedule = () => {
      shared.cancelWatchdog = this.#clock.after(WATCHDOG_MS, () => {
        watch.rearm();
        look(null);
        schedule();
      });
    };
    schedule();
    this.#folders.set(folder, shared);
    return shared;
  }

  #close(folder: string): void {
    const shared = this.#folders.get(folder);
    this.#folders.delete(folder);
    shared?.cancelWatchdog();
    shared?.watch.close();
    for (const same of shared?.files.values() ?? []) for (const file of same) file.stop();
  }

  #warn(folder: string, error: unknown): void {
    this.#logger.warn({ folder, error: String(error) }, 'the registry could not be followed');
  }
}
