import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { createLineSplitter, type LineSplitter } from '../line-splitter.ts';
import { parseLines } from '../parse-lines.ts';
import type { TailEvent, TranscriptPosition } from '../types.ts';
import { errorCode } from './error-code.ts';
import { readChunks } from './read-chunks.ts';
import { MAX_LINE_BYTES } from './read-entries.ts';

/** How many of the bytes read last are compared before reading on. */
const MARK_BYTES = 64;
const NEWLINE = Uint8Array.of(0x0a);

export interface TailReader {
  /** What the file has by now and was not read yet, in pieces. A file that is not there has nothing. */
  read(): AsyncGenerator<TailEvent>;
}

/** Reads a growing file on from where it was, and notices that it is not the same file any more. */
export function createTailReader(
  path: string,
  from: Pick<TranscriptPosition, 'offset' | 'inode'>,
): TailReader {
  let inode = from.inode;
  let splitter: LineSplitter = createLineSplitter(from.offset, MAX_LINE_BYTES);
  let readUpTo = from.offset;
  /** The bytes before `readUpTo`. At the start all that is known of them is that a line ended there. */
  let mark: Uint8Array = from.offset === 0 ? new Uint8Array() : NEWLINE;
  let seen: Pick<Stats, 'ino' | 'size' | 'mtimeMs'> | null = null;

  const position = (): TranscriptPosition => ({ path, offset: splitter.offset(), inode });

  function startOver(): void {
    splitter = createLineSplitter(0, MAX_LINE_BYTES);
    readUpTo = 0;
    mark = new Uint8Array();
  }

  async function whatHappened(
    file: FileHandle,
    { ino, size }: Stats,
  ): Promise<'grown' | 'truncated' | 'replaced'> {
    if (inode !== null && ino !== inode) return 'replaced';
    if (size < readUpTo) return 'truncated';
    // Cut and written anew beyond the old end, the file has other bytes where we stopped.
    const there = Buffer.alloc(mark.length);
    await file.read(there, 0, mark.length, readUpTo - mark.length);
    return there.equals(mark) ? 'grown' : 'truncated';
  }

  async function* readFile(file: FileHandle): AsyncGenerator<TailEvent> {
    const found = await file.stat();
    const reason = await whatHappened(file, found);
    inode = found.ino;
    if (reason !== 'grown') {
      startOver();
      yield { type: 'restarted', reason, position: position() };
    }
    for await (const chunk of readChunks(file, readUpTo)) {
      readUpTo += chunk.length;
      mark = Buffer.concat([mark, chunk.subarray(-MARK_BYTES)]).subarray(-MARK_BYTES);
      const entries = parseLines(splitter.push(chunk));
      if (entries.length > 0) yield { type: 'entries', entries, position: position() };
    }
    // Of before the reading: what was written meanwhile is looked at again.
    seen = found;
  }

  return {
    async *read() {
      const now = await stat(path).catch(whenMissing);
      if (now === null || isSame(now, seen)) return;
      const file = await open(path, 'r').catch(whenMissing);
      if (file === null) return;
      try {
        yield* readFile(file);
      } finally {
        await file.close();
      }
    },
  };
}

function isSame(a: Stats, b: Pick<Stats, 'ino' | 'size' | 'mtimeMs'> | null): boolean {
  return b !== null && a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

function whenMissing(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}
