import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('nothing that the root entry reaches imports a Node builtin', async () => {
  const entries = await readdir(import.meta.dirname, { recursive: true });
  const sources = entries.filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(?:testing|node)/.test(path),
  );
  expect(sources).toContain('create-aegis-client.ts');
  for (const source of sources) {
    const text = await readFile(join(import.meta.dirname, source), 'utf8');
    expect(text, source).not.toMatch(/from '(?:node:|\.{1,2}\/(?:testing|node)\/)/);
    expect(text, source).not.toMatch(/\b(?:process|Buffer)\./);
  }
});
