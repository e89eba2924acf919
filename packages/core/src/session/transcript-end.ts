import { stat } from 'node:fs/promises';
import type { TranscriptRecord } from './session-record.ts';

/** Where a transcript ends now: what is in it already is not for its new session to tell. The start, for one with no path. */
export async function transcriptEnd(
  path: string | null,
): Promise<Pick<TranscriptRecord, 'offset' | 'inode'>> {
  if (path === null) return { offset: 0, inode: null };
  const { size, ino } = await stat(path);
  return { offset: size, inode: ino };
}
