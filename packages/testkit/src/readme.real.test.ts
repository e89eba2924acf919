import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';
import { afterAll, expect, test } from 'vitest';
import { runProcess } from './process/run-process.ts';

const root = join(import.meta.dirname, '..');
// Inside the package, where its own name and its dependencies resolve.
const directory = join(root, 'node_modules', `.readme-${process.pid}`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the examples of the README run as written, one after the other', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? '');
  const example = blocks.join('\n');
  expect(blocks).toHaveLength(2);
  const entry = join(directory, 'example.ts');
  mkdirSync(directory);
  writeFileSync(entry, example);
  await build({
    // The look-alike's program stands beside what starts it, as in the built package.
    entry: { example: entry, 'fake-claude': join(root, 'src/look-alike/fake-claude.ts') },
    format: ['esm'],
    outDir: join(directory, 'out'),
    config: false,
    silent: true,
    noExternal: [/^@aegis\/testkit/],
    splitting: false,

    esbuildOptions: (options) => {
      options.conditions = ['aegis-source'];
    },
  });
  const result = await runProcess([process.execPath, join(directory, 'out', 'example.js')]);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toContain('● The file is there.');
  expect(result.stdout).toContain("{ kind: 'main', prompt: 'make a file', turn: 1 }");
  expect(result.stdout).toMatch(/\[\]\n$/);
});
