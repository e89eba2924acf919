import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const source = import.meta.dirname;

it('every fact of TMUX.md has a test, and every test that names one is listed there', () => {
  const table = readFileSync(join(source, '..', 'TMUX.md'), 'utf8');
  const listed = [...table.matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
  const tests = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  const text = tests.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
  const cited = [...text.matchAll(/gotchas? (\d+)(?: and (\d+))?:/g)].flatMap((match) =>
    match
      .slice(1)
      .map(Number)
      .filter((number) => !Number.isNaN(number)),
  );
  expect(listed).toEqual(Array.from({ length: listed.length }, (_, index) => index + 1));
  expect([...new Set(cited)].sort((left, right) => left - right)).toEqual(listed);
});
