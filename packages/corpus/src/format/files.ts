import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CorpusError } from '../corpus-error.ts';
import { decodeRecording, encodeRecording } from './encode.ts';
import type { Recording } from './recording.ts';
import { lookOf, type Setting } from './setting.ts';

const SUFFIX = '.json.gz';

/** Where the recordings are, from the sources as well as from the built package. */
export function recordingsDirectory(): string {
  const manifest = createRequire(import.meta.url).resolve('@aegis/corpus/package.json');
  return join(dirname(manifest), 'recordings');
}

/** `2.1.330/shell.120x40.classic.dark`. */
export function nameOf(scenario: string, setting: Setting): string {
  return `${setting.version}/${scenario}.${lookOf(setting)}`;
}

/** The names of all recordings there are, sorted; `version` narrows them to one Claude Code. */
export function recordingNames(version?: string): string[] {
  const files = readdirSync(recordingsDirectory(), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length).replaceAll('\\', '/'))
    .filter((name) => version === undefined || name.startsWith(`${version}/`))
    .sort();
}

/** @throws CorpusError `recording_not_found` */
export function loadRecording(name: string): Recording {
  let file: Uint8Array;
  try {
    file = readFileSync(pathOf(name));
  } catch (cause) {
    const message = `There is no recording ${name}: see \`recordingNames()\`, or record it`;
    throw new CorpusError('recording_not_found', message, { cause });
  }
  return decodeRecording(file);
}

/** Replaces the file at once, so that a reader never sees half of it. */
export function saveRecording(recording: Recording): void {
  const path = pathOf(nameOf(recording.scenario, recording.setting));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, encodeRecording(recording));
  renameSync(`${path}.new`, path);
}

function pathOf(name: string): string {
  return join(recordingsDirectory(), `${name}${SUFFIX}`);
}
