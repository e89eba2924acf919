import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeProjectDir } from '../project-dir.ts';

export interface TranscriptQuery {
  /** `$CLAUDE_CONFIG_DIR`, or `~/.claude`. */
  configDir: string;
  /** The session's directory. */
  cwd: string;
  /** Claude Code's own session id. */
  sessionId: string;
}

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Path of a session's transcript, or null while there is none: Claude Code makes the file with the first
 * prompt. Looked for where the directory's name says, then, since a session can move, in every project.
 */
export async function findTranscript(query: TranscriptQuery): Promise<string | null> {
  if (!SESSION_ID.test(query.sessionId)) return null;
  const expected = await expectedTranscript(query);
  if (expected !== null && (await modifiedAt(expected)) !== null) return expected;

  const projects = join(query.configDir, 'projects');
  const names = await readdir(projects).catch((): string[] => []);
  const encoded = encodeProjectDir(await realDirectory(query.cwd));
  const likely = names.filter(
    (name) => encoded.match === 'prefix' && name.startsWith(encoded.name),
  );
  return (await newestIn(projects, likely, query)) ?? (await newestIn(projects, names, query));
}

/**
 * Where the transcript will be, though it is not there yet; null where the folder's name cannot be known
 * (paths of more than 200 characters), or the id is not one.
 */
export async function expectedTranscript({
  configDir,
  cwd,
  sessionId,
}: TranscriptQuery): Promise<string | null> {
  if (!SESSION_ID.test(sessionId)) return null;
  const { match, name } = encodeProjectDir(await realDirectory(cwd));
  return match === 'exact' ? join(configDir, 'projects', name, fileName(sessionId)) : null;
}

async function newestIn(
  projects: string,
  names: readonly string[],
  { sessionId }: TranscriptQuery,
): Promise<string | null> {
  let newest: { path: string; at: number } | null = null;
  // One after the other: there may be thousands of projects, and this is the rare case.
  for (const name of names) {
    const path = join(projects, name, fileName(sessionId));
    const at = await modifiedAt(path);
    if (at !== null && (newest === null || at > newest.at)) newest = { path, at };
  }
  return newest?.path ?? null;
}

function fileName(sessionId: string): string {
  return `${sessionId.toLowerCase()}.jsonl`;
}

/** Claude Code encodes the real path; a directory that is gone keeps the path that it had. */
async function realDirectory(cwd: string): Promise<string> {
  return (await realpath(cwd).catch(() => cwd)).normalize('NFC');
}

async function modifiedAt(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? found.mtimeMs : null;
}
