import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRepairs } from './repairs.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aegis-repairs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const mode = async (path: string) => (await stat(path)).mode & 0o777;

async function repairAll(path: string): Promise<string[]> {
  const repairs = await findRepairs(path);
  for (const { apply } of repairs) await apply();
  return repairs.map(({ what }) => what);
}

test('what others may read is closed to them, and nothing else is changed', async () => {
  const state = join(directory, 'state');
  await mkdir(join(state, 'launch'), { recursive: true });
  await writeFile(join(state, 'aegis.db'), 'x');
  await writeFile(join(state, 'run.sh'), 'x');
  await chmod(state, 0o755);
  await chmod(join(state, 'aegis.db'), 0o644);
  await chmod(join(state, 'run.sh'), 0o755);
  await chmod(join(state, 'launch'), 0o700);
  expect(await repairAll(state)).toEqual([
    `${state}: mode 0755 → 0700`,
    `${join(state, 'aegis.db')}: mode 0644 → 0600`,
    `${join(state, 'run.sh')}: mode 0755 → 0700`,
  ]);
  expect([await mode(state), await mode(join(state, 'aegis.db'))]).toEqual([0o700, 0o600]);
  expect(await repairAll(state)).toEqual([]);
});

test('a directory that cannot be written to is made so', async () => {
  await chmod(directory, 0o500);
  expect(await repairAll(directory)).toEqual([`${directory}: mode 0500 → 0700`]);
});

test('what a link points to, and what is not there or no directory, is left alone', async () => {
  const outside = join(directory, 'outside');
  await writeFile(outside, 'x');
  await chmod(outside, 0o644);
  const state = join(directory, 'state');
  await mkdir(state, { mode: 0o700 });
  await symlink(outside, join(state, 'link'));
  await symlink(state, join(directory, 'linked-state'));
  expect(await repairAll(state)).toEqual([]);
  expect(await repairAll(join(directory, 'linked-state'))).toEqual([]);
  expect(await repairAll(join(directory, 'nothing'))).toEqual([]);
  expect(await repairAll(outside)).toEqual([]);
  expect(await mode(outside)).toBe(0o644);
});
