import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { createOwnedDirectory } from '@aegis/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { startServerProcess, type ServerProcess } from './testing/server-process.ts';

const TOKEN = 'a-token-of-enough-characters';

const running: ServerProcess[] = [];
const holders: Server[] = [];
afterEach(async () => {
  for (const holder of holders.splice(0)) holder.close();
  const ended = running.splice(0).map(async ({ child, exited, directory }) => {
    child.kill('SIGKILL');
    await exited;
    await directory.dispose();
  });
  await Promise.all(ended);
});
async function start(...given: Parameters<typeof startServerProcess>): Promise<ServerProcess> {
  const server = await startServerProcess(...given);
  running.push(server);
  return server;
}
async function holdPort(): Promise<number> {
  const holder = createServer((socket) => socket.end('held by somebody else')).listen(
    0,
    '127.0.0.1',
  );
  holders.push(holder);
  await once(holder, 'listening');
  return (holder.address() as { port: number }).port;
}

describe('the server as a process', () => {
  test('says where it listens on standard output, and logs JSON lines on standard error', async () => {
    const server = await start({
      environment: { AEGIS_AUTH_TOKEN: TOKEN, AEGIS_LOG_LEVEL: 'debug' },
    });
    const url = await server.listening();
    expect(server.stdout()).toBe(
      `Aegis is listening on ${url} (state in ${server.directory.path}/state). Stop it with Ctrl-C; sessions go on.\n`,
    );
    for (const path of ['/v1/health', '/v1/sessions', `/v1/sessions/x?token=1`, '/nowhere']) {
      await fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } });
      await fetch(url + path);
    }
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    const messages = server.log().map(({ msg }) => msg);
    expect(messages).toContain('listening');
    expect(messages).toContain('stopping');
    expect(messages.filter((message) => message === 'request').length).toBeGreaterThanOrEqual(6);
    expect(server.stdout() + server.stderr()).not.toContain(TOKEN);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends it within 2 s with exit code 0, open streams or not',
    async (signal) => {
      const server = await start();
      const url = await server.listening();
      const stream = await fetch(`${url}/v1/events`);
      expect(stream.status).toBe(200);
      const ended = stream.text().catch(() => 'cut');
      const from = performance.now();
      server.child.kill(signal);
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - from).toBeLessThan(2_000);
      await ended;
    },
  );

  test('a taken port: exit 1, its holder untouched, and no state directory was made', async () => {
    const port = await holdPort();
    const server = await start({ argv: ['--port', String(port)] });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toMatch(
      new RegExp(`^aegis serve: Port ${port} on 127\\.0\\.0\\.1 is taken .*\\[port_in_use\\]\\n$`),
    );
    expect(server.stdout()).toBe('');
    expect(holders[0]?.listening).toBe(true);
    expect(existsSync(`${server.directory.path}/state`)).toBe(false);
  });

  test('a state directory that another server uses: exit 1, and that one goes on', async () => {
    const first = await start();
    const url = await first.listening();
    const second = await start({ directory: first.directory });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toContain('[state_dir_in_use]');
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  });

  test('the state directory of a server that was killed is free at once', async () => {
    const first = await start();
    await first.listening();
    first.child.kill('SIGKILL');
    await first.exited;
    const second = await start({ directory: first.directory });
    expect(await second.listening()).toMatch(/^http:/);
  });

  test.each<[string, Parameters<typeof startServerProcess>[0], string]>([
    ['flag', { argv: ['--port', 'x'] }, '--port must be a whole number'],
    ['variable', { environment: { AEGIS_LOG_LEVEL: 'loud' } }, 'AEGIS_LOG_LEVEL must be one of'],
    ['address', { argv: ['--host', '0.0.0.0'] }, 'AEGIS_AUTH_TOKEN'],
    ['file', { argv: ['--config', '/nowhere/aegis.json'] }, '/nowhere/aegis.json'],
  ])('a wrong %s: exit 2 with one sentence', async (_, options, sentence) => {
    const server = await start(options);
    expect(await server.exited).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain(sentence);
    expect(server.stderr()).toMatch(/^aegis serve: .*\[config_invalid\]\n$/);
    expect(server.stdout()).toBe('');
  });

  test('an unknown flag: exit 2; --help and --version: exit 0', async () => {
    const [wrong, help, version] = await Promise.all([
      start({ argv: ['--prot', '1'] }),
      start({ argv: ['--help'] }),
      start({ argv: ['--version'] }),
    ]);
    expect((await wrong.exited).code).toBe(2);
    expect(wrong.stderr()).toContain("unknown option '--prot'");
    expect((await help.exited).code).toBe(0);
    expect(help.stdout()).toContain('AEGIS_STATE_DIR');
    expect((await version.exited).code).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('settings from a file', async () => {
    const directory = await createOwnedDirectory();
    const path = `${directory.path}/aegis.json`;
    await writeFile(path, JSON.stringify({ port: 0, authToken: TOKEN }));
    const environment = { AEGIS_PORT: '' };
    const server = await start({ argv: ['--config', path], environment, directory });
    const url = await server.listening();
    expect((await fetch(`${url}/v1/sessions`)).status).toBe(401);
  });

  test('an IPv6 address is written as one, and answers', async () => {
    const server = await start({ argv: ['--host', '::1'] });
    const url = await server.listening();
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  });
});
