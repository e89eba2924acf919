import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOwnedDirectory, eventually, freePort, type OwnedDirectory } from '@aegis/testkit';
import { createAegisClient, type AegisClient } from '@aegis/client';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endProcess } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

const file = (name: string) => fileURLToPath(new URL(`../../docs/deploy/${name}`, import.meta.url));
const isThere = (program: string) => spawnSync('which', [program]).status === 0;
const TOKEN = 'a-token-that-is-long-enough';

describe.skipIf(!isThere('nginx'))('behind nginx, by the file of the documentation', () => {
  let stage: Stage;
  let directory: OwnedDirectory;
  let nginx: ChildProcess;
  let url: string;
  let client: AegisClient;

  beforeAll(async () => {
    stage = await setStage({
      settings: { AEGIS_AUTH_TOKEN: TOKEN, AEGIS_ALLOWED_HOSTS: 'aegis.example.com' },
    });
    directory = await createOwnedDirectory();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    nginx = startNginx(directory.path, port, stage.port);
    client = createAegisClient({ baseUrl: url, token: TOKEN });
    await eventually('nginx to answer', () => client.health().catch(() => null));
  });
  afterAll(async () => {
    await endProcess(nginx, 'SIGTERM');
    await stage.dispose();
    await directory.dispose();
  });

  test('a request with a token gets through, one without does not', async () => {
    expect(await client.health()).toMatchObject({ status: 'ok' });
    expect((await fetch(`${url}/v1/sessions`)).status).toBe(401);
  });

  test('events come as they happen', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let isOpen = false;
    const following = (async () => {
      const events = client.events({
        signal: stop.signal,
        onOpen: () => {
          isOpen = true;
        },
      });
      for await (const event of events) seen.push(event.type);
    })().catch(() => undefined);
    await eventually('the stream to be open', () => isOpen);
    const session = await client.createSession({ workDir: stage.workDir });
    await eventually('the event', () => seen.includes('session-created'));
    await client.killSession(session.id);
    await eventually('the event', () => seen.includes('session-exited'));
    stop.abort();
    await following;
  });

  test('a WebSocket opens', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/events`, [
      'aegis.events',
      `bearer.${TOKEN}`,
    ]);
    const first = await new Promise((resolve, reject) => {
      socket.once('message', (data: Buffer) => resolve(data.toString()));
      socket.once('error', reject);
    });
    socket.close();
    expect(JSON.parse(String(first))).toMatchObject({ type: 'ready' });
  });

  test.each([
    ['aegis.example.com', 200],
    ['evil.example.com', 403],
  ])('called as %s it answers %i', async (host, status) => {
    const answered = await new Promise((resolve, reject) => {
      const asked = get(`${url}/v1/health`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject);
    });
    expect(answered).toBe(status);
  });

  test('hooks are not to be reached', async () => {
    const answer = await fetch(`${url}/v1/hooks/ses_00000000000000000000/Stop`, { method: 'POST' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([404, null]);
  });
});

describe('the unit for systemd', () => {
  const unit = readFileSync(file('aegis.service'), 'utf8');

  test('leaves tmux alone', () => {
    expect(unit).toMatch(/^KillMode=process$/m);
    expect(unit).toMatch(/^PrivateTmp=no$/m);
    expect(unit).toMatch(
      /^ExecStart=\/usr\/bin\/env node %h\/aegis\/apps\/cli\/dist\/main\.js serve$/m,
    );
  });

  test.skipIf(!isThere('systemd-analyze'))('is one that systemd takes', () => {
    const checked = spawnSync('systemd-analyze', ['verify', '--user', file('aegis.service')], {
      env: { ...process.env, XDG_RUNTIME_DIR: tmpdir() },
    });
    expect([checked.status, String(checked.stderr)]).toEqual([0, '']);
  });
});

test('the container is built with the package manager that the repository names', () => {
  const { packageManager } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  ) as { packageManager: string };
  const named = readFileSync(file('Dockerfile'), 'utf8').match(/pnpm@[\d.]+/g) ?? [];
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(name).toBe(packageManager);
});

test('the container takes nothing that was built or installed outside of it', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const linesOf = (name: string) => readFileSync(join(root, name), 'utf8').split('\n');
  const ignored = linesOf('.dockerignore');
  const made = linesOf('.gitignore').filter((line) => line.endsWith('/'));
  expect(made).toContain('node_modules/');
  for (const name of made) expect(ignored).toContain(`**/${name.slice(0, -1)}`);
  expect(ignored).toContain('.git');
});

/** The server block as it stands, but for its port, its certificate and Aegis's own port. */
function startNginx(directory: string, port: number, aegisPort: number): ChildProcess {
  const server = readFileSync(file('nginx.conf'), 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replaceAll(/^ *ssl_certificate.*$/gm, '')
    .replace('127.0.0.1:9100', `127.0.0.1:${aegisPort}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  mkdirSync(join(directory, 'tmp'));
  const paths = temporary.map((name) => `${name}_temp_path ${directory}/tmp/${name};`).join('\n');
  const main = `daemon off; user root; pid ${directory}/nginx.pid; error_log ${directory}/error.log;
events {}
http { access_log off; ${paths}
${server}
}`;
  writeFileSync(join(directory, 'nginx.conf'), main);
  return spawn('nginx', ['-e', `${directory}/error.log`, '-c', join(directory, 'nginx.conf')], {
    stdio: 'ignore',
  });
}
