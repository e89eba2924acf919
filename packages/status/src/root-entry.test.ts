import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** Every source that the root entry reaches, and what each imports from outside. */
function reach(file: string, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/ from '([^']+)';$/gm)].map((match) => match[1] ?? '');
  seen.set(
    file,
    named.filter((name) => !name.startsWith('.')),
  );
  for (const name of named) if (name.startsWith('.')) reach(join(dirname(file), name), seen);
  return seen;
}

test('the root entry reaches no Node builtin, no emulator and no test code', () => {
  const reached = reach(join(import.meta.dirname, 'index.ts'));
  expect(reached.size).toBeGreaterThan(25);
  const outside = new Set([...reached.values()].flat());
  expect(
    [...outside].filter((name) => builtinModules.includes(name.replace(/^node:/, ''))),
  ).toEqual([]);
  expect([...outside]).toEqual(['@aegis/protocol']);
  expect([...reached.keys()].filter((file) => /testing|replay|recorder/.test(file))).toEqual([]);
});
