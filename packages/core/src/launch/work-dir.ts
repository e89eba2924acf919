import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AegisError } from '@aegis/protocol';

/**
 * The directory's real path (symbolic links resolved, as Claude Code sees it).
 * @throws AegisError `workdir_not_absolute`, `workdir_missing`, `workdir_not_directory`, `workdir_not_readable`
 */
export async function resolveWorkDir(workDir: string): Promise<string> {
  const details = { workDir };
  if (!isAbsolute(workDir)) {
    throw new AegisError(
      'workdir_not_absolute',
      `workDir must be an absolute path, but got "${workDir}". Pass the full path, for example "/home/me/project".`,
      { details },
    );
  }
  let real: string;
  try {
    real = await realpath(workDir);
    if (!(await stat(real)).isDirectory()) {
      throw new AegisError(
        'workdir_not_directory',
        `workDir "${workDir}" is a file, not a directory. Pass the directory that holds it.`,
        { details },
      );
    }
  } catch (error) {
    if (AegisError.is(error)) throw error;
    throw unusable(workDir, error);
  }
  try {
    await access(real, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw unusable(workDir, error);
  }
  return real;
}

function unusable(workDir: string, error: unknown): AegisError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const options = { details: { workDir, reason: code }, cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AegisError(
      'workdir_missing',
      `workDir "${workDir}" does not exist. Create it first, or correct the path.`,
      options,
    );
  }
  return new AegisError(
    'workdir_not_readable',
    `workDir "${workDir}" cannot be read and entered by the user that Aegis runs as (${String(code)}). Change its permissions, or pass another directory.`,
    options,
  );
}
