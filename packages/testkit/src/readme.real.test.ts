import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';
import { afterAll, expect, test } from 'vitest';
import { runProcess } from './process/run-process.ts';

const root = join(import.meta.dirname, '..');
// Inside the package, where its own name and its dependencies resolve.
const directory = join(root, 'node_modules', `.readme-${process.pid}`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the example of the README runs as written', async () => {
  const example = /^```ts\n(.*?)^```/ms.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  if (example === undefined) throw new Error('README.md has no example');
  const entry = join(directory, 'example.ts');
  mkdirSync(directory);
  writeFileSync(entry, example);
  await build({
    entry: [entry],
    format: ['esm'],
    outDir: join(directory, 'out'),
    config: false,
    silent: true,
    noExternal: ['@aegis/testkit'],
    outExtension: () => ({ js: '.mjs' }),
    esbuildOptions: (options) => {
      options.conditions = ['aegis-source'];
    },
  });
  const result = await runProcess([process.execPath, join(directory, 'out', 'example.mjs')]);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toContain('● The file is there.');
  expect(result.stdout).toContain("{ kind: 'main', prompt: 'make a file', turn: 1 }");
  expect(result.stdout).toMatch(/\[\]\n$/);
});
