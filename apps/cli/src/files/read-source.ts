import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readText } from '../commands/read-text.ts';
import type { CliIo } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** A text and where it came from, for errors. */
export interface SourceText {
  name: string;
  text: string;
}

/** More than any file that the commands take has reason to be. */
const MAX_BYTES = 16 * 1024 * 1024;

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES') return 'it may not be read';
  return error instanceof Error ? error.message : String(error);
}

/** The file at `path`, or stdin for `-`. @throws UsageError where it cannot be read, or is not UTF-8 */
export async function readSource(io: CliIo, path: string): Promise<SourceText> {
  if (path === '-') return { name: 'stdin', text: await readText(io) };
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(io.cwd, path));
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${whyNot(error)}.`);
  }
  if (bytes.length > MAX_BYTES) throw new UsageError(`${path} has more than ${MAX_BYTES} bytes.`);
  try {
    return { name: path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UsageError(`${path} is not UTF-8 text.`);
  }
}
