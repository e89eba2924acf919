import { readdirSync, statSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRecording, nameOf, recordingNames, recordingsDirectory } from './format/files.ts';
import type { Recording } from './format/recording.ts';
import { settingsOf, VERSIONS } from './format/settings.ts';
import { relabelRecording } from './relabel/relabel-recording.ts';
import { scenarios } from './scenarios/index.ts';

const MOST_BYTES = 20_000_000;

test('every scenario is recorded in every setting that it is for', () => {
  const expected = VERSIONS.flatMap((version) =>
    settingsOf(version).flatMap((setting) =>
      scenarios
        .filter((scenario) => scenario.appliesTo?.(setting) ?? true)
        .map((scenario) => nameOf(scenario.name, setting)),
    ),
  );
  const there = new Set(recordingNames());
  expect(expected.filter((name) => !there.has(name))).toEqual([]);
});

test('scenarios have names of their own', () => {
  const names = scenarios.map((scenario) => scenario.name);
  expect(names).toEqual([...new Set(names)]);
});

test('all recordings together stay small', () => {
  const directory = recordingsDirectory();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const sizes = files.map((file) => statSync(join(directory, file)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
});

describe.each(recordingNames())('%s', (name) => {
  const recording = loadRecording(name);

  test('is where its own words say', () => {
    expect(nameOf(recording.scenario, recording.setting)).toBe(name);
    const drawn = recording.chunks.reduce((sum, [, size]) => sum + size, 0);
    expect(drawn).toBe(recording.bytes.length);
    const offsets = recording.moments.map((moment) => moment.offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  test('says what its scenario says now to be true', () => {
    const scenario = scenarios.find((one) => one.name === recording.scenario);
    expect(scenario).toBeDefined();
    if (scenario === undefined) return;
    expect(labelsOf(relabelRecording(recording, scenario))).toEqual(labelsOf(recording));
  });

  test('says nothing of the machine it was made on', () => {
    const text = `${JSON.stringify(recording.moments)}${Buffer.from(recording.bytes).toString()}`;
    expect(wordsOfThisMachine().filter((word) => text.includes(word))).toEqual([]);
  });
});

function labelsOf({ moments, published }: Recording): unknown {
  return { moments, published };
}

function wordsOfThisMachine(): string[] {
  const repository = resolve(import.meta.dirname, '..', '..', '..');
  const home = homedir() === '/root' ? '/root/' : homedir();
  return [repository, home, hostname(), '/home/', '/Users/', 'aegis-test-'];
}
