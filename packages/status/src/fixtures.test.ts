import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOOKS } from '../recorder/look.ts';
import { scenarios } from '../recorder/scenarios/index.ts';
import { FIXTURES, load, recordingNames } from './testing/replay.ts';

test('every scenario is recorded in every look that it is for', () => {
  const expected = scenarios.flatMap((scenario) =>
    LOOKS.filter((look) => scenario.looks?.includes(look.name) ?? true).map(
      (look) => `${scenario.name}.${look.name}`,
    ),
  );
  expect(recordingNames()).toEqual(expected.sort());
});

test('recordings say nothing of the machine they were made on, and stay small', () => {
  const home = homedir();
  const repository = resolve(import.meta.dirname, '..', '..', '..');
  const words = [repository, '/home/', '/Users/', home === '/root' ? '/root/' : home];
  for (const name of recordingNames()) {
    const { recording, bytes } = load(name);
    const text = `${JSON.stringify(recording)}${new TextDecoder().decode(bytes)}`;
    expect([name, words.filter((word) => text.includes(word))]).toEqual([name, []]);
    expect([name, text.includes(hostname())]).toEqual([name, false]);
  }
  const sizes = readdirSync(FIXTURES).map((file) => statSync(join(FIXTURES, file)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
});
