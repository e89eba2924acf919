import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TestkitError } from '../testkit-error.ts';

/**
 * The absolute path of a command on this process's PATH.
 *
 * @throws TestkitError `command_not_found`
 */
export function findCommand(name: string): string {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, name);
    if (directory !== '' && isExecutable(path)) return path;
  }
  throw new TestkitError(
    'command_not_found',
    `${name} is not on PATH: install it to run these tests`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
