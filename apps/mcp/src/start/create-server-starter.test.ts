import { createAegisClient } from '@aegis/client';
import { createOwnedDirectory, freePort, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServerStarter } from './create-server-starter.ts';
import { createServerLauncher } from './launch-server.ts';

let directory: OwnedDirectory;
beforeEach(async () => {
  directory = await createOwnedDirectory();
});
afterEach(() => directory.dispose());

/** What the tools say of a server that ends at once, having written this to standard error. */
async function saidOf(lastLine: string): Promise<string> {
  const source = `console.error(${JSON.stringify(lastLine)}); process.exitCode = 1;`;
  const start = createServerStarter(
    createAegisClient({ baseUrl: `http://127.0.0.1:${await freePort()}` }),
    createServerLauncher({
      command: [process.execPath, '-e', source],
      env: { AEGIS_STATE_DIR: directory.path },
    }),
  );
  const error: unknown = await start(new AbortController().signal).catch(
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.message : '';
}

test('a server that cannot start has its own sentence told', async () => {
  const sentence = 'The store /x/aegis.db is damaged. Nothing was changed in it. [store_failed]';
  const said = await saidOf(`aegis serve: ${sentence}`);
  expect(said).toContain(`it ended (code 1). It said: ${sentence}`);
});

test('one that left no such sentence has its log named', async () => {
  expect(await saidOf('Segmentation fault')).toContain(
    `Its log says why: ${directory.path}/server.log`,
  );
});
