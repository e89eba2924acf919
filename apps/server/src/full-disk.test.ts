import { HOOK_SECRET_HEADER } from '@aegis/core';
import {
  createOwnedDirectory,
  eventually,
  mountSmallDisk,
  whyNoSmallDisk,
  type OwnedDirectory,
  type SmallDisk,
} from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startServerProcess, type ServerProcess } from './testing/server-process.ts';
import { STORED_SESSION, storedEventTypes, storeSession } from './testing/stored-session.ts';

const whyNot = whyNoSmallDisk();

describe.skipIf(whyNot !== null)(`a server on a disk that fills (${whyNot ?? 'tmpfs'})`, () => {
  let directory: OwnedDirectory;
  let disk: SmallDisk;
  let server: ServerProcess;
  let url: string;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    disk = mountSmallDisk(2_048);
    server = await startServerProcess({
      directory,
      environment: { AEGIS_STATE_DIR: disk.path, AEGIS_CLAUDE_COMMAND: '/bin/echo 2.1.330' },
    });
    url = await server.listening();
  });
  afterEach(async () => {
    server.child.kill('SIGKILL');
    await server.exited;
    disk.dispose();
    await directory.dispose();
  });

  const tellHook = (event: string, body: object) =>
    fetch(`${url}/v1/hooks/${STORED_SESSION}/${event}`, {
      method: 'POST',
      headers: { [HOOK_SECRET_HEADER]: 'secret' },
      body: JSON.stringify(body),
    });
  const health = async () =>
    (await (await fetch(`${url}/v1/health`)).json()) as {
      status: string;
      store: { available: boolean; problem: string | null };
    };

  test('takes what Claude Code says, refuses what it cannot keep, says why, and catches up', async () => {
    storeSession(disk.path, { hookSecret: 'secret', status: 'working' });
    expect((await health()).store).toEqual({ available: true, problem: null, damagedRows: 0 });
    const before = storedEventTypes(disk.path);

    disk.fill();
    // More than the log has room for where it has been written before.
    const ask = { tool_name: 'Bash', tool_input: { command: `echo ${'x'.repeat(300_000)}` } };
    const decided = tellHook('PermissionRequest', ask).catch(() => null);
    await eventually('the trouble is seen', async () => !(await health()).store.available);
    expect(await health()).toMatchObject({
      status: 'degraded',
      store: { problem: /the disk is full\. Free some space/ },
    });
    const refused = await fetch(`${url}/v1/sessions`, {
      method: 'POST',
      body: JSON.stringify({ workDir: directory.path }),
    });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      code: 'store_failed',
      error: /could not be written.*nothing was started\. Free some space/,
    });
    // What needs no writing goes on.
    for (const path of ['/v1/sessions', `/v1/sessions/${STORED_SESSION}`, '/v1/openapi.json']) {
      expect((await fetch(url + path)).status).toBe(200);
    }
    expect(server.child.exitCode).toBeNull();

    disk.free();
    await eventually('it recovers by itself', async () => (await health()).store.available);
    await eventually('the event', () => storedEventTypes(disk.path).includes('pending-opened'));
    const since = storedEventTypes(disk.path).slice(before.length);
    expect(since.filter((type) => type === 'pending-opened')).toHaveLength(1);

    const messages = server.log().map(({ msg }) => String(msg));
    expect(messages.filter((text) => text.startsWith('nothing can be stored'))).toHaveLength(1);
    expect(messages).toContain('what happened can be stored again');
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await decided;
  });
});
