import { open } from 'node:fs/promises';
import type { Entry } from '../types.ts';
import { readEntries } from './read-entries.ts';

export interface ReadLastEntriesOptions {
  /** Whether these, the newest entries, say enough. Asked again with more of them until it is so. */
  isEnough: (entries: readonly Entry[]) => boolean;
  /** How far back to look at most. Default 4 MiB. */
  maxBytes?: number;
}

const FIRST_WINDOW_BYTES = 64 * 1024;
const GROWTH = 4;

/**
 * The newest entries of a transcript, read from its end in a window that grows. Lines can be long, so the
 * window may hold none at first.
 * @throws the file system's error where the file cannot be opened or read
 */
export async function readLastEntries(
  path: string,
  { isEnough, maxBytes = 4 * 1024 * 1024 }: ReadLastEntriesOptions,
): Promise<Entry[]> {
  const file = await open(path, 'r');
  const { size } = await file.stat().finally(() => file.close());
  for (let window = FIRST_WINDOW_BYTES; ; window *= GROWTH) {
    const bytes = Math.min(window, maxBytes, size);
    const entries = await entriesFrom(path, size - bytes, size);
    if (isEnough(entries) || bytes === size || bytes === maxBytes) return entries;
  }
}

async function entriesFrom(path: string, from: number, to: number): Promise<Entry[]> {
  // One byte earlier, so that a line which starts right at `from` is known to be whole; what stands
  // before the first newline is a part of a line, and dropped.
  const entries: Entry[] = [];
  for await (const entry of readEntries(path, { from: Math.max(0, from - 1), to })) {
    if (from === 0 || entry.start >= from) entries.push(entry);
  }
  return entries;
}
