import { gunzipSync, gzipSync } from 'node:zlib';
import type { Recording } from './recording.ts';

/**
 * A recording as one file: gzipped JSON, with the bytes as a string of one character each (ISO 8859-1), which
 * compresses better than base64. The same recording gives the same file.
 */
export function encodeRecording({ bytes, ...rest }: Recording): Uint8Array {
  const text = JSON.stringify({ ...rest, bytes: Buffer.from(bytes).toString('latin1') });
  return gzipSync(text, { level: 9 });
}

export function decodeRecording(file: Uint8Array): Recording {
  // What `encodeRecording` wrote: files of this repository, which its tests read whole.
  const { bytes, ...rest } = JSON.parse(gunzipSync(file).toString('utf8')) as Omit<
    Recording,
    'bytes'
  > & { bytes: string };
  return { ...rest, bytes: new Uint8Array(Buffer.from(bytes, 'latin1')) };
}
