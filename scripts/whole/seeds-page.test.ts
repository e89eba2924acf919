import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

/** A row's proofs: the file, and the name of the test in it, where one is named. */
const proofs = [
  ...read('docs/seeds.md').matchAll(/\]\(\.\.\/([^\s)]+\.test\.ts)\)(?: “([^”]+)”)?/g),
].map(([, path = '', name = '']) => [path, name.replaceAll('\\|', '|')] as const);

test('every row of the page has a proof', () => {
  const rows = read('docs/seeds.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:what they say|-)/.test(line));
  expect(rows.length).toBeGreaterThan(45);
  for (const row of rows) expect(row).toContain('.test.ts');
});

test.each(proofs)('%s “%s” is there', (path, name) => {
  const text = read(path).replaceAll("\\'", "'");
  expect(text).toContain(name === '' ? 'test' : name);
});
