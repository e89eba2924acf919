import { join } from 'node:path';

/** The longest name that Claude Code gives to a folder of transcripts before it cuts it and adds a hash of its own. */
const LONGEST_NAME = 200;

/** Where the transcripts of a folder are kept. */
export function projectFolder(configDir: string, workDir: string): string {
  const name = workDir.replaceAll(/[^a-z0-9]/gi, '-');
  const short =
    name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}-${hashOf(workDir)}`;
  return join(configDir, 'projects', short);
}

/** Claude Code's hash is another one; whoever looks for such a folder goes by what stands before it. */
function hashOf(path: string): string {
  let hash = 0;
  for (const character of path) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0;
  return Math.abs(hash).toString(36);
}
