import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Clock } from '../ports/clock.ts';

/** Milliseconds for the file system to say where a path leads: what hangs longer is not known. */
const LOOKUP_MS = 1_000;
/** Links after one another, as the system itself follows. */
const MAX_LINKS = 40;

/**
 * Where paths really lead, behind symbolic links: of one that does not exist yet, where it would be made. Both as the system
 * reads it and with `..` taken out before, since tools differ in that. None where that cannot be found out.
 */
export async function realPlaces(
  paths: readonly string[],
  clock: Clock,
): Promise<Record<string, readonly string[]>> {
  const found = await Promise.all(
    paths.map(async (path) => [path, await inTime(placesOf(path), clock)] as const),
  );
  return Object.fromEntries(found);
}

async function placesOf(path: string): Promise<string[]> {
  const asRead = path.split('/').includes('..') ? await followed(path, 0) : null;
  const places = [await followed(normalize(path), 0), ...(asRead === null ? [] : [asRead])];
  return [...new Set(places)];
}

async function followed(path: string, links: number): Promise<string> {
  if (links > MAX_LINKS) throw new Error(`too many links: ${path}`);
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const target = await linkOf(path);
  if (target !== null) {
    const next = isAbsolute(target) ? target : `${dirname(path)}/${target}`;
    return followed(next, links + 1);
  }
  const { parent, name } = cut(path);
  if (name === '.') return followed(parent, links);
  if (name === '..') return dirname(await followed(parent, links + 1));
  return parent === path ? path : join(await followed(parent, links), name);
}

/** The last part of a path, and what stands before it, untouched. */
function cut(path: string): { parent: string; name: string } {
  const bare = path.replace(/\/+$/, '');
  const at = bare.lastIndexOf('/');
  return { parent: at <= 0 ? '/' : bare.slice(0, at), name: bare.slice(at + 1) };
}

async function linkOf(path: string): Promise<string | null> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** None after {@link LOOKUP_MS}, or where the system refuses to say. */
function inTime(places: Promise<string[]>, clock: Clock): Promise<string[]> {
  return new Promise((settle) => {
    const cancel = clock.after(LOOKUP_MS, () => settle([]));
    places.then(settle, () => settle([])).finally(cancel);
  });
}
