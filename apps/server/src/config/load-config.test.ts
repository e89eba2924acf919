import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

const TOKEN = 'a-token-of-enough-characters';

describe('loadConfig', () => {
  let directory: OwnedDirectory;
  const at = (name: string) => join(directory.path, name);
  const load = (environment: Record<string, string> = {}, configPath: string | null = null) =>
    loadConfig({}, configPath, { AEGIS_STATE_DIR: directory.path, ...environment });
  const messageFor = async (...given: Parameters<typeof load>): Promise<string> => {
    try {
      await load(...given);
    } catch (error) {
      if (AegisError.is(error) && error.code === 'config_invalid') return error.message;
      throw error;
    }
    return 'no error';
  };
  beforeEach(async () => {
    directory = await createOwnedDirectory();
  });
  afterEach(() => directory.dispose());

  test('reads config.json of the state directory, where there is one', async () => {
    expect((await load()).port).toBe(9100);
    await writeFile(at('config.json'), '{"port": 9200}');
    expect((await load()).port).toBe(9200);
    expect((await load({ AEGIS_PORT: '9300' })).port).toBe(9300);
  });

  test('by flag goes before by variable', async () => {
    await writeFile(at('a.json'), '{"port": 1}');
    await writeFile(at('b.json'), '{"port": 2}');
    expect((await load({ AEGIS_CONFIG: at('b.json') }, at('a.json'))).port).toBe(1);
    expect((await load({ AEGIS_CONFIG: at('b.json') })).port).toBe(2);
  });

  test('settings may lean on each other across their sources', async () => {
    await writeFile(at('config.json'), JSON.stringify({ authToken: TOKEN }));
    const config = await load({ AEGIS_HOST: '0.0.0.0' });
    expect(config).toMatchObject({ host: '0.0.0.0', authToken: TOKEN });
  });

  test('one that was asked for must be there', async () => {
    for (const path of [at('nothing.json'), directory.path]) {
      expect(await messageFor({}, path)).toContain(path);
    }
    expect(await messageFor({ AEGIS_CONFIG: at('x') })).toContain('does not exist');
  });

  test('one that cannot be read is told, also where it was not asked for', async () => {
    await mkdir(at('config.json'));
    expect(await messageFor()).toContain('cannot be read');
  });

  test.each([
    ['', '(it is empty)'],
    ['{\n  "port": 1,\n}', '(line 3, column 1)'],
    ['{port: 1}', '(line 1, column 2)'],
    ['[oops]', '(unexpected "o")'],
  ])('%j: where it is wrong', async (text, where) => {
    await writeFile(at('config.json'), text);
    expect(await messageFor()).toBe(
      `The config file "${at('config.json')}" is not valid JSON ${where}.`,
    );
  });

  test.each([`{"authToken": ${TOKEN}}`, `{"authToken": "${TOKEN}" "port"}`, TOKEN])(
    'shows no secret of a file that is no JSON: %s',
    async (text) => {
      await writeFile(at('config.json'), text);
      const message = await messageFor();
      expect(message).toContain('not valid JSON');
      for (let start = 0; start + 4 <= TOKEN.length; start += 1) {
        expect(message).not.toContain(TOKEN.slice(start, start + 4));
      }
    },
  );
});
