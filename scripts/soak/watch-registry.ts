import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';

/** What Claude Code's registry file says: `busy`, `idle`, `shell`, `waiting: permission prompt`, … */
export interface RegistryWord {
  word: string;
  /** When Claude Code changed it, by the file itself (epoch milliseconds). */
  at: number;
  claudeSessionId: string;
}

/** Tells every change of one registry file, read by nobody else's code. */
export function watchRegistry(
  configDir: string,
  pid: number,
  onWord: (word: RegistryWord) => void,
): () => void {
  const folder = join(configDir, 'sessions');
  const name = `${pid}.json`;
  const look = () => {
    const word = readWord(join(folder, name));
    if (word !== null) onWord(word);
  };
  const watcher = watch(folder, (_, changed) => {
    if (changed === name) look();
  });
  look();
  return () => watcher.close();
}

function readWord(path: string): RegistryWord | null {
  try {
    const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof file !== 'object' || file === null) return null;
    const { status, waitingFor, statusUpdatedAt, sessionId } = file as Record<string, unknown>;
    if (typeof status !== 'string' || typeof statusUpdatedAt !== 'number') return null;
    const word = status === 'waiting' ? `waiting: ${String(waitingFor)}` : status;
    return { word, at: statusUpdatedAt, claudeSessionId: String(sessionId) };
  } catch {
    // Gone, or half written: its other half is a change too.
    return null;
  }
}
