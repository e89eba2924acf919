import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '@aegis/testkit';
import { expect, test } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Example {
  /** Inside its package, so that it imports what a user of that package could. */
  file: string;
  code: string;
}

/** The TypeScript examples in the README of each package and app. */
function examples(): Example[] {
  return ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((name) => {
      const readme = readFileSync(join(ROOT, folder, name, 'README.md'), 'utf8');
      const blocks = codeBlocks(readme, 'ts');
      // A later block goes on from the one before.
      const code = [...blocks, 'export {};\n'].join('\n');
      return blocks.length === 0 ? [] : [{ file: join(folder, name, 'readme-example.ts'), code }];
    }),
  );
}

test('every example in a README compiles against what its package exports', async () => {
  const found = examples();
  expect(found.length).toBeGreaterThanOrEqual(8);
  const project = join(ROOT, 'tsconfig.readme-examples.json');
  const options = {
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
    lib: ['ES2023', 'ES2024.String', 'DOM', 'DOM.Iterable'],
  };
  writeFileSync(
    project,
    JSON.stringify({
      extends: './tsconfig.base.json',
      compilerOptions: options,
      files: found.map(({ file }) => file),
    }),
  );
  for (const { file, code } of found) writeFileSync(join(ROOT, file), code);
  try {
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const { code, stdout } = await runProcess([process.execPath, compiler, '-p', project], {
      cwd: ROOT,
    });
    expect(stdout).toBe('');
    expect(code).toBe(0);
  } finally {
    for (const { file } of found) rmSync(join(ROOT, file), { force: true });
    rmSync(project, { force: true });
  }
});
