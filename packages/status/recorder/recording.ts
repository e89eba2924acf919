import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A labelled moment: so many bytes had been drawn. What was true then is in the scenario. */
export interface Moment {
  name: string;
  offset: number;
}

/** Everything that a pane drew, as it came, with what was true at some moments of it. */
export interface Recording {
  scenario: string;
  look: string;
  claudeVersion: string;
  cols: number;
  rows: number;
  /** Milliseconds since the first chunk, and bytes, of each chunk. */
  chunks: readonly (readonly [number, number])[];
  moments: readonly Moment[];
}

/** Two files: `<scenario>.<look>.json` to read, `<scenario>.<look>.bytes.gz` to replay. */
export function saveRecording(directory: string, recording: Recording, bytes: Uint8Array): void {
  const base = join(directory, `${recording.scenario}.${recording.look}`);
  const { chunks, moments, ...rest } = recording;
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = moments.map((moment) => `    ${JSON.stringify(moment)}`).join(',\n');
  writeFileSync(
    `${base}.json`,
    `${head},\n  "moments": [\n${lines}\n  ],\n  "chunks": ${JSON.stringify(chunks)}\n}\n`,
  );
  writeFileSync(`${base}.bytes.gz`, gzipSync(bytes, { level: 9 }));
}

export function loadRecording(
  directory: string,
  name: string,
): { recording: Recording; bytes: Uint8Array } {
  const base = join(directory, name);
  // What the recorder wrote, checked by the tests that read it.
  const recording = JSON.parse(readFileSync(`${base}.json`, 'utf8')) as Recording;
  return { recording, bytes: gunzipSync(readFileSync(`${base}.bytes.gz`)) };
}
