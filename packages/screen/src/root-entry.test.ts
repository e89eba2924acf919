import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'testing',
);

test('no source imports a Node builtin', () => {
  const imported = sources.flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/ from '([^']+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  expect(imported).toContain('@xterm/headless');
  expect(
    imported.filter((name) => name.startsWith('node:') || builtinModules.includes(name)),
  ).toEqual([]);
});
