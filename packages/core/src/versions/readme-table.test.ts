import { readFile } from 'node:fs/promises';
import { VERSIONS } from '@aegis/corpus';
import { expect, test } from 'vitest';
import { CLAUDE_FEATURES } from '../launch/claude-features.ts';
import { MINIMUM_CLAUDE_VERSION } from '../launch/claude-version.ts';

async function readSection(): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  return readme.split(/^## /m).find((section) => section.startsWith('Versions of')) ?? '';
}

test('the table of versions in the README is the one that is used', async () => {
  const lines = (await readSection()).split('\n').filter((line) => line.startsWith('|'));
  const cells = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  expect(cells.slice(2)).toEqual(
    CLAUDE_FEATURES.map(({ what, since, source, without }) => [what, since, source, without]),
  );
});

test('the README names every version that is tried, and the oldest that is started', async () => {
  const section = await readSection();
  for (const version of VERSIONS) expect(section).toContain(version);
  expect(section).toContain(MINIMUM_CLAUDE_VERSION.text);
});
