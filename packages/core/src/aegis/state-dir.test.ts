import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { prepareStateDir, sessionDir, writeSessionFile } from './state-dir.ts';

describe('the state directory', () => {
  let directory: OwnedDirectory;
  let stateDir: string;
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    stateDir = join(directory.path, 'deep', 'state');
  });
  afterEach(() => directory.dispose());

  test('is made, with what is above it, for its owner alone', async () => {
    await prepareStateDir(stateDir);
    expect(await modeOf(stateDir)).toBe('700');
    await prepareStateDir(stateDir);
  });

  test('one that others could read is closed to them', async () => {
    await mkdir(stateDir, { recursive: true });
    await chmod(stateDir, 0o755);
    await prepareStateDir(stateDir);
    expect(await modeOf(stateDir)).toBe('700');
  });

  test('a file in its place is told', async () => {
    await writeFile(join(directory.path, 'deep'), '');
    const error = await thrownBy(() => prepareStateDir(stateDir));
    expect(error).toMatchObject({ code: 'store_failed', details: { stateDir } });
    expect(error?.message).toContain('AEGIS_STATE_DIR');
  });

  test('a session’s files are whole, and their owner’s alone', async () => {
    await prepareStateDir(stateDir);
    const path = await writeSessionFile(stateDir, 'ses_1', { name: 'a.json', text: '[1]' });
    expect(path).toBe(join(sessionDir(stateDir, 'ses_1'), 'a.json'));
    expect(await readFile(path, 'utf8')).toBe('[1]');
    expect(await modeOf(path)).toBe('600');
    expect(await modeOf(sessionDir(stateDir, 'ses_1'))).toBe('700');
    expect(await modeOf(join(stateDir, 'sessions'))).toBe('700');
    await writeSessionFile(stateDir, 'ses_1', { name: 'a.json', text: '[]' });
    expect(await readFile(path, 'utf8')).toBe('[]');
    expect(await readdir(sessionDir(stateDir, 'ses_1'))).toEqual(['a.json']);
  });
});
