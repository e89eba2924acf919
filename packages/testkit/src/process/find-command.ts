import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TestkitError } from '../testkit-error.ts';

/**
 * The absolute path of a command on this process's PATH.
 *
 * @throws TestkitError `command_not_found`
 */
export function findCommand(name: string): string {
  const path = lookForCommand(name);
  if (path !== null) return path;
  throw new TestkitError(
    'command_not_found',
    `${name} is not on PATH: install it, since this needs it`,
  );
}

/** The absolute path of a command on a search path (this process's own where left out), or null. */
export function lookForCommand(name: string, searchPath = process.env['PATH']): string | null {
  for (const directory of (searchPath ?? '').split(delimiter)) {
    const path = join(directory, name);
    if (directory !== '' && isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
