import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';

/** Makes the state directory, for its owner alone. @throws AegisError `store_failed` */
export async function prepareStateDir(stateDir: string): Promise<void> {
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await secure(stateDir);
  } catch (error) {
    if (AegisError.is(error)) throw error;
    throw new AegisError(
      'store_failed',
      `The state directory "${stateDir}" cannot be made or secured. Choose another with AEGIS_STATE_DIR, or change its owner.`,
      { details: { stateDir }, cause: error },
    );
  }
}

/** What Aegis keeps in its state directory. */
const OWN_ENTRY = /^(?:aegis\.|config\.json$|disagreements$|sessions$|worktrees$)/;

/** Closes a directory of ours to others. One that holds other things (a home, `/tmp`) is not ours to change. */
async function secure(stateDir: string): Promise<void> {
  const { mode } = await stat(stateDir);
  if ((mode & 0o077) === 0) return;
  const foreign = (await readdir(stateDir)).find((entry) => !OWN_ENTRY.test(entry));
  if (foreign !== undefined) {
    throw new AegisError(
      'store_failed',
      `"${stateDir}" can be read by others and holds things that are not Aegis's ("${foreign}"). Choose a directory of its own with AEGIS_STATE_DIR, for example "${join(stateDir, 'aegis')}".`,
      { details: { stateDir, foreign } },
    );
  }
  await chmod(stateDir, 0o700);
}

/** A session's own folder in the state directory. */
export function sessionDir(stateDir: string, sessionId: string): string {
  return join(stateDir, 'sessions', sessionId);
}

/**
 * Writes a file of a session's, readable by its owner alone, whole or not at all; answers its path.
 * @throws AegisError `store_failed`; nothing of the session's folder is left then
 */
export async function writeSessionFile(
  stateDir: string,
  sessionId: string,
  { name, text }: { name: string; text: string },
): Promise<string> {
  const folder = sessionDir(stateDir, sessionId);
  const path = join(folder, name);
  const temporary = `${path}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await removeSessionDir(stateDir, sessionId);
    throw new AegisError(
      'store_failed',
      `The session's settings could not be written to "${folder}" (${reasonOf(error)}), so nothing was started. Free some space, or check the owner and mode of the state directory.`,
      { details: { folder, reason: reasonOf(error) }, cause: error },
    );
  }
  return path;
}

/** The ids of sessions that have a folder. */
export async function listSessionDirs(stateDir: string): Promise<readonly string[]> {
  return readdir(join(stateDir, 'sessions')).catch(() => []);
}

/** Takes a session's folder away, as far as that can be; nothing needs it any more. */
export async function removeSessionDir(stateDir: string, sessionId: string): Promise<void> {
  await rm(sessionDir(stateDir, sessionId), { recursive: true, force: true }).catch(
    () => undefined,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return String(error);
}
