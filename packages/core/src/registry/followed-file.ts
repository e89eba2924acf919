import { readFile } from 'node:fs/promises';
import { isMissingFile } from '../session/missing-file.ts';
import { parseRegistryFile, type RegistryEntry } from './registry-entry.ts';

export interface FollowedFileOptions {
  path: string;
  onEntry: (entry: RegistryEntry | null) => void;
  onError: (error: unknown) => void;
}

/** One registry file: read again at each hint, one reading at a time, so that the newest state is told last. */
export class FollowedFile {
  readonly #options: FollowedFileOptions;
  #state: 'idle' | 'reading' | 'stale' | 'stopped' = 'idle';
  #told: string | null = null;

  constructor(options: FollowedFileOptions) {
    this.#options = options;
  }

  /** It may have changed. */
  look(): void {
    if (this.#state === 'reading') this.#state = 'stale';
    if (this.#state !== 'idle') return;
    this.#state = 'reading';
    void this.#read()
      .catch(this.#options.onError)
      .then(() => this.#settle());
  }

  /** Nothing is told after this. */
  stop(): void {
    this.#state = 'stopped';
  }

  async #read(): Promise<void> {
    const { path, onEntry } = this.#options;
    const text = await readFile(path, 'utf8').catch(missingAsNull);
    if (this.#isStopped() || text === this.#told) return;
    const entry = text === null ? null : parseRegistryFile(text);
    // Half written: its other half will be a change too.
    if (text !== null && entry === null) return;
    this.#told = text;
    onEntry(entry);
  }

  #settle(): void {
    const isStale = this.#state === 'stale';
    if (!this.#isStopped()) this.#state = 'idle';
    if (isStale) this.look();
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }
}

function missingAsNull(error: unknown): null {
  if (isMissingFile(error)) return null;
  throw error;
}
