import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that is wrong and can be put right without losing anything. */
export interface Repair {
  /** What is done, in a few words. */
  what: string;
  apply: () => Promise<void>;
}

const OTHERS = 0o077;

const octal = (mode: number) => mode.toString(8).padStart(4, '0');

/** Whether a path is a directory or a file of ours, never a link: what a link points to is not ours to change. */
async function ownKind(path: string): Promise<{ kind: 'directory' | 'file'; mode: number } | null> {
  const facts = await lstat(path).catch(() => null);
  if (!facts || facts.uid !== process.getuid?.()) return null;
  const mode = facts.mode & 0o777;
  if (facts.isDirectory()) return { kind: 'directory', mode };
  return facts.isFile() ? { kind: 'file', mode } : null;
}

function repairMode(path: string, from: number, to: number): Repair {
  return { what: `${path}: mode ${octal(from)} → ${octal(to)}`, apply: () => chmod(path, to) };
}

/**
 * What can be put right in a state directory: it and what is in it may be read by others, or the directory cannot be
 * written to by us. Its lock needs no repair: the operating system gives it up with the process that held it.
 */
export async function findRepairs(stateDir: string): Promise<Repair[]> {
  const directory = await ownKind(stateDir);
  if (directory?.kind !== 'directory') return [];
  const wanted = (directory.mode & ~OTHERS) | 0o700;
  const repairs = directory.mode === wanted ? [] : [repairMode(stateDir, directory.mode, wanted)];
  const names = await readdir(stateDir).catch(() => []);
  for (const name of names.sort()) {
    const path = join(stateDir, name);
    const own = await ownKind(path);
    if (own && (own.mode & OTHERS) !== 0) {
      repairs.push(repairMode(path, own.mode, own.mode & ~OTHERS));
    }
  }
  return repairs;
}
