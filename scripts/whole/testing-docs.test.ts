import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '@aegis/testkit';
import { afterAll, expect, test } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the packages that a user would install resolve. */
const FILE = join(import.meta.dirname, `docs-testing-${process.pid}.mjs`);
afterAll(() => rmSync(FILE, { force: true }));

test('the test in docs/testing.md passes as it stands there', async () => {
  const [example = ''] = codeBlocks(readFileSync(join(ROOT, 'docs/testing.md'), 'utf8'), 'js');
  writeFileSync(FILE, example);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env as Record<string, string>;
  const { code, stdout } = await runProcess([process.execPath, '--test', FILE], {
    cwd: ROOT,
    env,
  });
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('# pass 2');
});
