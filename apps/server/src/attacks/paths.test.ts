import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROUTES } from '@aegis/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';
import { codeOf, rawRequest } from '../testing/raw-connection.ts';

let server: ListeningServer;
beforeAll(async () => {
  server = await openListening({ flags: { claudeCommand: '/bin/true' } });
  return () => server.dispose();
});
const raw = (method: string, target: string) =>
  rawRequest(
    server.port,
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
  );

const IDS = [
  '..%2f..%2fetc%2fpasswd',
  '..%5c..%5c',
  '%00',
  'ses_11111111111111111111%00',
  'ses_11111111111111111111%2f..',
  'ses_11111111111111111111%0d%0aX-Injected:1',
  '%252e%252e',
  '%c0%ae%c0%ae',
  '%ff',
  '%',
  '%zz',
  "'%20OR%20'1'='1",
  '%27;DROP%20TABLE%20sessions;--',
  '*',
  '%25',
  '__proto__',
  'constructor',
  'toString',
  '$(id)',
  '%60id%60',
  '-rf',
  'x'.repeat(5_000),
  '%F0%9F%92%A9',
];

describe('tricks in an id', () => {
  test.each(IDS)('%s', async (id) => {
    for (const { method, path } of Object.values(ROUTES)) {
      if (!path.includes(':id')) continue;
      const answer = await raw(
        method,
        path.replace(':id', () => id),
      );
      expect([path, answer.status, codeOf(answer)]).toEqual([
        path,
        expect.toSatisfy((status: number) => status >= 400 && status < 500),
        expect.toSatisfy((code: unknown) => typeof code === 'string'),
      ]);
      expect(answer.head).not.toMatch(/x-injected/i);
      expect(answer.body).not.toContain('root:');
    }
  });

  test.each(['..', '%2e%2e', '.', '%2E'])(
    'the segment %s is resolved before the route and its scope are looked for',
    async (segment) => {
      for (const [method, path] of [
        ['DELETE', `/v1/sessions/${segment}`],
        ['POST', `/v1/sessions/${segment}/send`],
        ['GET', `/v1/sessions/${segment}/read`],
        ['DELETE', `/v1/tokens/${segment}`],
      ] as const) {
        const { status } = await raw(method, path);
        expect([path, [404, 405].includes(status)]).toEqual([path, true]);
      }
      const health = await raw('GET', `/v1/sessions/${segment}/../health`);
      expect([200, 404]).toContain(health.status);
    },
  );

  test('none of them was a failure of the server', () => {
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('tricks in an address', () => {
  test.each([
    '/../../etc/passwd',
    '/v1/../../../etc/passwd',
    '/v1/..%2f..%2f..%2fetc%2fpasswd',
    '/v1/%2e%2e/%2e%2e/etc/passwd',
    '/v1\\..\\..\\etc',
    '/v1/openapi.json%00.txt',
    '/v1/openapi.json/..;/x',
    '//etc/passwd',
    '/v1/./../v1/nowhere',
    '/%',
    '/%u0041',
    '/.env',
    '/.git/config',
    `/${'a/'.repeat(4_000)}`,
  ])('%s', async (target) => {
    const answer = await raw('GET', target);
    expect([400, 403, 404]).toContain(answer.status);
    expect(codeOf(answer)).not.toBeNull();
  });

  test('one that is longer than headers may be', async () => {
    const answer = await raw('GET', `/${'x'.repeat(20_000)}`);
    expect([answer.status, codeOf(answer)]).toEqual([431, 'headers_too_large']);
  });

  test('a query that is long, deep or doubled', async () => {
    for (const [query, code] of [
      [`status=${'idle,'.repeat(2_000)}idle`, null],
      [`cursor=${'x'.repeat(1_000)}`, 'invalid_request'],
      ['limit=1&limit=9999', null],
      ['limit[]=1', 'invalid_request'],
      ['__proto__[admin]=1', 'invalid_request'],
      ['constructor=1', 'invalid_request'],
      ['limit=1e9', 'invalid_request'],
      ['limit=0x10', 'invalid_request'],
      ['workDir=%ff%fe', null],
    ] as const) {
      const answer = await raw('GET', `/v1/sessions?${query}`);
      expect([query.slice(0, 20), codeOf(answer)]).toEqual([query.slice(0, 20), code]);
    }
  });
});

describe('tricks in a workDir', () => {
  const create = async (body: unknown) => {
    const answer = await server.call('/v1/sessions', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { code: string }).code;
  };

  test.each([
    ['relative', 'workdir_not_absolute'],
    ['../..', 'workdir_not_absolute'],
    ['~', 'workdir_not_absolute'],
    ['~root', 'workdir_not_absolute'],
    ['$HOME', 'workdir_not_absolute'],
    ['file:///tmp', 'workdir_not_absolute'],
    ['\\\\server\\share', 'workdir_not_absolute'],
    ['/tmp\u0000/etc', 'invalid_request'],
    ['', 'invalid_request'],
    ['/nowhere/at/all', 'workdir_missing'],
    ['/etc/passwd', 'workdir_not_directory'],
    ['/etc/passwd/..', 'workdir_missing'],
    ['/dev/null', 'workdir_not_directory'],
    [`/${'x'.repeat(300)}`, 'workdir_not_readable'],
  ])('%j', async (workDir, code) => {
    expect(await create({ workDir })).toBe(code);
  });

  test('one of 20,000 characters', async () => {
    expect(await create({ workDir: `/${'x/'.repeat(10_000)}` })).toBe('workdir_missing');
  });

  test('a link that leads to itself, to nowhere, to a file', async () => {
    const loop = join(server.home, 'loop');
    await symlink(loop, loop);
    expect(await create({ workDir: loop })).toBe('workdir_not_readable');
    expect(await create({ workDir: join(loop, 'x') })).toBe('workdir_not_readable');
    await symlink(join(server.home, 'gone'), join(server.home, 'nowhere'));
    expect(await create({ workDir: join(server.home, 'nowhere') })).toBe('workdir_missing');
    await writeFile(join(server.home, 'file'), '');
    await symlink(join(server.home, 'file'), join(server.home, 'to-file'));
    expect(await create({ workDir: join(server.home, 'to-file') })).toBe('workdir_not_directory');
  });

  test('a roundabout way is told by where it leads: that is what is shown and trusted', async () => {
    const real = join(server.home, 'real');
    await mkdir(real);
    await symlink(real, join(server.home, 'link'));
    for (const workDir of [
      join(server.home, 'link'),
      `/proc/self/root${real}`,
      `${real}/../real/.`,
      `${real}//`,
    ]) {
      // It gets as far as tmux, which is not there: the directory was taken.
      expect([workDir, await create({ workDir })]).toEqual([
        workDir,
        expect.toSatisfy((code: string) => !code.startsWith('workdir_')),
      ]);
    }
  });

  test.each([
    { name: 'two\nlines' },
    { name: '\u001b]0;title\u0007' },
    { name: '\u009b2J' },
    { name: '' },
    { name: 'x'.repeat(121) },
    { tags: ['x'.repeat(65)] },
    { tags: Array.from({ length: 33 }, () => 'x') },
    { parentId: '../x' },
    { resumeSessionId: '../../etc/passwd' },
    { resumeSessionId: '--dangerously-skip-permissions' },
    { env: { 'A=B': 'x' } },
    { env: { 'LD_PRELOAD\n': 'x' } },
    { env: { '': 'x' } },
    { env: { A: 'x\u0000y' } },
    { claudeArgs: ['a\u0000b'] },
    { claudeArgs: Array.from({ length: 101 }, () => '-p') },
    { model: 'a\u0000b' },
    { model: '-p' },
    { permissionMode: 'yolo' },
  ])('the field %j is refused before anything is done', async (field) => {
    expect(await create({ workDir: '/tmp', ...field })).toBe('invalid_request');
  });
});
