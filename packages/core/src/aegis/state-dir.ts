import { chmod, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
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
const OWN_ENTRY = /^(?:aegis\.|config\.json$|disagreements$|sessions$)/;

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

/** Writes a file of a session's, readable by its owner alone, whole or not at all; answers its path. */
export async function writeSessionFile(
  stateDir: string,
  sessionId: string,
  { name, text }: { name: string; text: string },
): Promise<string> {
  const folder = sessionDir(stateDir, sessionId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const temporary = `${path}.new`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
  return path;
}
