import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { HOOK_SECRET_HEADER } from '@aegis/core';
import { createOwnedDirectory, eventually, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveConfig, type RawSettings } from './config/resolve-config.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { STORED_SESSION, storedEventTypes, storeSession } from './testing/stored-session.ts';

const quiet = () => undefined;

describe('startServer', () => {
  let directory: OwnedDirectory;
  const open: RunningServer[] = [];
  const start = async (flags: RawSettings = {}): Promise<RunningServer> => {
    const server = await startServer({
      config: resolveConfig({
        flags: {
          port: 0,
          stateDir: join(directory.path, 'state'),
          claudeCommand: '/nowhere/claude',
          tmuxPath: '/nowhere/tmux',
          ...flags,
        },
        environment: {},
        file: null,
      }),
      environment: { PATH: '/usr/bin:/bin', HOME: directory.path },
      version: '1.2.3',
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    open.push(server);
    return server;
  };
  beforeEach(async () => {
    directory = await createOwnedDirectory();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
    await directory.dispose();
  });

  test('takes a free port where it is told to', async () => {
    const { url, port } = await start();
    expect(port).toBeGreaterThan(0);
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  });

  test('an address that is not of this machine is told', async () => {
    const failed = start({ host: '192.0.2.1', authToken: 'a-token-of-enough-characters' });
    await expect(failed).rejects.toMatchObject({ code: 'config_invalid' });
  });

  test('lets go of its port where the state directory cannot be had', async () => {
    const first = await start();
    const second = await start({ stateDir: join(directory.path, 'other') });
    await second.close();
    const failed = start({ port: second.port });
    await expect(failed).rejects.toMatchObject({ code: 'state_dir_in_use' });
    const third = await start({ port: second.port, stateDir: join(directory.path, 'other') });
    expect(third.port).toBe(second.port);
    expect((await fetch(`${first.url}/v1/health`)).status).toBe(200);
  });

  test('nothing listens there after it was closed', async () => {
    const server = await start();
    const { url } = server;
    await server.close();
    await expect(fetch(`${url}/v1/health`)).rejects.toThrow();
  });

  test('a request whose caller hangs up is let go of', async () => {
    const { port, aegis } = await start();
    storeSession(aegis.stateDir, { hookSecret: 'secret' });
    const pendings = () =>
      storedEventTypes(aegis.stateDir).filter((type) => type.startsWith('pending-'));
    const hook = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: `/v1/hooks/${STORED_SESSION}/PermissionRequest`,
      headers: { [HOOK_SECRET_HEADER]: 'secret' },
    });
    hook.on('error', quiet);
    hook.end(JSON.stringify({ tool_name: 'Bash', tool_input: { command: 'ls' } }));
    await eventually('the request', () => pendings().includes('pending-opened'));
    expect(pendings()).toEqual(['pending-opened']);
    hook.destroy();
    await eventually('its end', () => pendings().includes('pending-closed'));
  });

  test('keeps a long poll open, and answers it when its time is up', async () => {
    const { url, aegis } = await start();
    storeSession(aegis.stateDir, { status: 'working' });
    const from = performance.now();
    const answer = await fetch(
      `${url}/v1/sessions/${STORED_SESSION}/wait?status=idle&timeoutMs=300`,
    );
    expect(performance.now() - from).toBeGreaterThanOrEqual(290);
    expect(await answer.json()).toMatchObject({ id: STORED_SESSION, timedOut: true });
  });

  test('a body that never ends is refused once it is too large', async () => {
    const { port } = await start();
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/v1/sessions' });
    request.on('error', quiet);
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < 40; sent += 1) request.write(Buffer.alloc(100_000, 'x'));
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    request.destroy();
  });
});
