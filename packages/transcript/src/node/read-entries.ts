import { open } from 'node:fs/promises';
import { keepOrder } from '../in-order.ts';
import { createLineSplitter } from '../line-splitter.ts';
import { liveIndexes, toBranchNode, type BranchNode } from '../live-branch.ts';
import { parseLines } from '../parse-lines.ts';
import type { Entry } from '../types.ts';
import { readChunks } from './read-chunks.ts';

/** A longer line is not read into memory; it becomes an `invalid` entry with its offsets. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface ReadEntriesOptions {
  /** Byte offset of a line's first byte. Default 0. */
  from?: number;
  /** Byte offset to stop at; a line that ends behind it is left out. Default: the end of the file. */
  to?: number;
  /** Ends the reading between two entries with the signal's reason. */
  signal?: AbortSignal;
  /** Default {@link MAX_LINE_BYTES}. */
  maxLineBytes?: number;
}

/**
 * The entries of a transcript, one at a time: never more than one line and one chunk in memory, whatever the
 * file's size. A last line without its newline is still being written, and is left out.
 * @throws the file system's error where the file cannot be opened or read
 */
export async function* readEntries(
  path: string,
  { from = 0, to, signal, maxLineBytes = MAX_LINE_BYTES }: ReadEntriesOptions = {},
): AsyncGenerator<Entry> {
  signal?.throwIfAborted();
  const file = await open(path, 'r');
  try {
    const splitter = createLineSplitter(from, maxLineBytes);
    for await (const chunk of readChunks(file, from, to)) {
      for (const entry of parseLines(splitter.push(chunk))) {
        signal?.throwIfAborted();
        yield entry;
      }
    }
  } finally {
    await file.close();
  }
}

/**
 * {@link liveBranch} for a file of any size: read twice, with only the shape of the conversation held in between
 * (some hundred bytes for each entry). In the order in which it was said, see {@link keepOrder}: an entry may begin before the
 * one that was handed out before it.
 */
export async function* readLiveEntries(
  path: string,
  { signal }: Pick<ReadEntriesOptions, 'signal'> = {},
): AsyncGenerator<Entry> {
  const nodes: BranchNode[] = [];
  let to = 0;
  for await (const entry of readInOrder(path, signal ? { signal } : {})) {
    nodes.push(toBranchNode(entry));
    to = Math.max(to, entry.end);
  }
  const live = liveIndexes(nodes);
  let index = 0;
  for await (const entry of readInOrder(path, signal ? { to, signal } : { to })) {
    if (live.has(index)) yield entry;
    index += 1;
  }
}

async function* readInOrder(path: string, options: ReadEntriesOptions): AsyncGenerator<Entry> {
  const keeper = keepOrder();
  for await (const entry of readEntries(path, options)) yield* keeper.push(entry);
  yield* keeper.rest();
}
