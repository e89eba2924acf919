import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { resolveWorkDir } from './work-dir.ts';

describe('resolveWorkDir', () => {
  let directory: OwnedDirectory;
  const at = (name: string) => join(directory.path, name);
  beforeAll(async () => {
    directory = await createOwnedDirectory();
    await mkdir(at('project'));
    await writeFile(at('file'), '');
    await symlink(at('project'), at('link'));
    await symlink(at('nowhere'), at('dangling'));
    await symlink(at('loop'), at('loop'));
  });
  afterAll(() => directory.dispose());

  test('gives the real path, as Claude Code sees it', async () => {
    expect(await resolveWorkDir(at('project'))).toBe(at('project'));
    expect(await resolveWorkDir(at('link'))).toBe(at('project'));
    expect(await resolveWorkDir(`${at('project')}/../link/`)).toBe(at('project'));
  });

  test.each([
    ['project', 'workdir_not_absolute'],
    ['./project', 'workdir_not_absolute'],
    ['~/project', 'workdir_not_absolute'],
    ['', 'workdir_not_absolute'],
  ])('%j: %s', async (path, code) => {
    expect(await thrownBy(() => resolveWorkDir(path))).toMatchObject({ code, status: 422 });
  });

  test.each([
    ['nothing', 'workdir_missing'],
    ['file/below', 'workdir_missing'],
    ['dangling', 'workdir_missing'],
    ['file', 'workdir_not_directory'],
    ['loop', 'workdir_not_readable'],
  ])('%s in it: %s', async (name, code) => {
    const error = await thrownBy(() => resolveWorkDir(at(name)));
    expect(error).toMatchObject({ code, status: 422, details: { workDir: at(name) } });
    expect(error?.message).toContain(at(name));
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be entered', async () => {
    await mkdir(at('closed'));
    await chmod(at('closed'), 0o000);
    expect(await thrownBy(() => resolveWorkDir(at('closed')))).toMatchObject({
      code: 'workdir_not_readable',
    });
    await chmod(at('closed'), 0o700);
  });

  test('a path that no file system takes', async () => {
    const error = await thrownBy(() => resolveWorkDir(`/${'x'.repeat(5_000)}`));
    expect(error).toMatchObject({ code: 'workdir_not_readable' });
  });
});
