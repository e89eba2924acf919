import { damagedMessage } from './inspect-file.ts';
import { StoreError, type StoreErrorCode } from '../store-error.ts';

/** Result codes of SQLite (https://www.sqlite.org/rescode.html) by the start of their names. */
const CODES: readonly (readonly [prefix: string, code: StoreErrorCode])[] = [
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_FULL', 'full'],
];

const ADVICE: Partial<Record<StoreErrorCode, string>> = {
  locked: 'is locked by another process; end the other Aegis that uses it, or try again.',
  read_only: 'cannot be written; check the owner and the mode of the file and of its directory.',
  full: 'could not grow: the disk is full. Free some space; nothing that was stored is lost.',
};

/** Turns what SQLite and the file system throw into a {@link StoreError} that names the file. */
export function translateError(path: string): (error: unknown) => unknown {
  return (error) => {
    const found = errorCode(error);
    if (StoreError.is(error) || found === null) return error;
    const code = CODES.find(([prefix]) => found.startsWith(prefix))?.[1] ?? 'failed';
    if (code === 'corrupt')
      return new StoreError(code, damagedMessage(path, messageOf(error)), error);
    const advice =
      ADVICE[code] ??
      `could not be read or written (${found}); look at its disk, and at the mode of its directory.`;
    return new StoreError(code, `The store ${path} ${advice}`, error);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
