import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOOK_RELAY_SOURCE } from '../launch/hook-relay.ts';
import { sessionDir } from './state-dir.ts';
import { writeHookFiles } from './write-hook-files.ts';

describe('the files for the hooks', () => {
  let directory: OwnedDirectory;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
  });
  afterEach(() => directory.dispose());

  async function written(version: string) {
    const input = { sessionId: 'ses_1', baseUrl: 'http://127.0.0.1:4711', secret: 's3cret' };
    const path = await writeHookFiles({ ...input, stateDir: directory.path, version });
    const folder = sessionDir(directory.path, 'ses_1');
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const modes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name))).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(names.map(() => '600'));
    expect(path).toBe(join(folder, 'settings.json'));
    return new Map(names.map((name, index) => [name, texts[index] ?? '']));
  }

  test('a version with HTTP hooks needs its settings alone', async () => {
    const files = await written('2.1.330');
    expect([...files.keys()]).toEqual(['settings.json']);
    expect(files.get('settings.json')).toContain('http://127.0.0.1:4711/v1/hooks/ses_1/Stop');
  });

  test('an older one gets the relay, and what it posts to', async () => {
    const files = await written('2.0.76');
    expect(files.get('hook-relay.cjs')).toBe(HOOK_RELAY_SOURCE);
    expect(JSON.parse(files.get('hook-target.json') ?? '')).toEqual({
      url: 'http://127.0.0.1:4711/v1/hooks/ses_1/',
      headers: { 'x-aegis-hook-secret': 's3cret' },
    });
    expect(files.get('settings.json')).not.toContain('s3cret');
    expect(files.get('settings.json')).toContain(sessionDir(directory.path, 'ses_1'));
  });
});
