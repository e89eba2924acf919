import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** The short form: the same doors and promises. `npm run fuzz -- --cases 1000000` is the long one. */
const CASES = 10_000;

function fuzz(...parameters: string[]) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=aegis-source', '--import', 'tsx', MAIN, ...parameters],
    { encoding: 'utf8' },
  );
  return { status, stdout };
}

it(`every door holds its promises in ${CASES} cases`, { timeout: 300_000 }, () => {
  // New ground is for the long form: what a test finds has to be what somebody changed.
  const { status, stdout } = fuzz('--cases', String(CASES), '--seed', '1', '--jobs', '2');
  // The whole of it: it says how to see a failure again.
  expect(stdout).toContain('| all ');
  expect(stdout).not.toContain('again:');
  expect(status).toBe(0);
});

it('says which doors there are', () => {
  const { status } = fuzz('--door', 'nowhere');
  expect(status).toBe(1);
});
