import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../reaper/belongings.ts';
import { newOwnedName } from '../reaper/owner.ts';

export interface OwnedDirectory {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  dispose(): Promise<void>;
}

/** A new empty directory, mode 0700, that goes with this process at the latest. */
export async function createOwnedDirectory(): Promise<OwnedDirectory> {
  const path = join(temporaryDirectory(), newOwnedName());
  await mkdir(path, { mode: 0o700 });
  return { path, dispose: () => removeDirectory(path) };
}

export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
