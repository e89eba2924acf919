import type { FileHandle } from 'node:fs/promises';

export const CHUNK_BYTES = 256 * 1024;

/**
 * Chunks from `from` up to `to` or the end of the file. Each is valid until the next is asked for: all are read
 * into the same memory.
 */
export async function* readChunks(
  file: FileHandle,
  from: number,
  to = Infinity,
): AsyncGenerator<Uint8Array> {
  const memory = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = from; position < to;) {
    const length = Math.min(memory.length, to - position);
    const { bytesRead } = await file.read(memory, 0, length, position);
    if (bytesRead === 0) return;
    yield memory.subarray(0, bytesRead);
    position += bytesRead;
  }
}
