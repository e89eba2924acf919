import { accessSync, chmodSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../store-error.ts';

/**
 * Make sure that the file is there, ours to write, and readable by nobody else: prompts are in it.
 * SQLite gives its -wal and -shm files the same mode.
 * @throws StoreError `read_only`, `failed`
 */
export function prepareFile(path: string): void {
  const directory = dirname(path);
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StoreError(
      'failed',
      `${directory} is not a directory; create it, then open ${path}.`,
    );
  }
  try {
    accessSync(directory, constants.W_OK);
    closeSync(openSync(path, 'a', 0o600));
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (error) {
    throw new StoreError(
      'read_only',
      `${path} cannot be written; check the owner and the mode of the file and of its directory.`,
      error,
    );
  }
}
