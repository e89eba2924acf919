import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockStateDir } from './state-dir-lock.ts';

/** Another process that takes the same lock and then sits there. */
const HOLDER = `
  const Database = require(process.argv[1]);
  new Database(process.argv[2], { timeout: 0 }).exec('BEGIN EXCLUSIVE');
  process.stdout.write('held');
  setInterval(() => undefined, 1000);
`;

describe('lockStateDir', () => {
  let directory: OwnedDirectory;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
  });
  afterEach(() => directory.dispose());

  test('refuses a second holder until the first lets go', () => {
    const first = lockStateDir(directory.path);
    expect(() => lockStateDir(directory.path)).toThrow(
      expect.objectContaining({ code: 'state_dir_in_use', details: { stateDir: directory.path } }),
    );
    first.release();
    first.release();
    lockStateDir(directory.path).release();
  });

  test('is held across processes, and is free once its holder was killed', async () => {
    const library = createRequire(import.meta.url).resolve('better-sqlite3');
    lockStateDir(directory.path).release();
    const file = join(directory.path, 'aegis.lock');
    const holder = spawn(process.execPath, ['-e', HOLDER, library, file]);
    try {
      await once(holder.stdout, 'data');
      expect(() => lockStateDir(directory.path)).toThrow(/in use by another Aegis/);
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      lockStateDir(directory.path).release();
    } finally {
      holder.kill('SIGKILL');
    }
  });

  test('leaves one file, for its owner alone', async () => {
    const lock = lockStateDir(directory.path);
    const { mode, size } = await stat(join(directory.path, 'aegis.lock'));
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(size).toBe(0);
    lock.release();
  });

  test('says what is wrong with a lock file that is none', async () => {
    await mkdir(join(directory.path, 'aegis.lock'));
    let thrown: unknown;
    try {
      lockStateDir(directory.path);
    } catch (error) {
      thrown = error;
    }
    expect(AegisError.is(thrown) && thrown.code).toBe('store_failed');
  });
});
