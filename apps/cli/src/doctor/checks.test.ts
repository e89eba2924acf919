import { NEWEST_RECORDED_VERSION } from '@aegis/canary';
import { createAegisClient } from '@aegis/client';
import { startFakeAegis } from '@aegis/client/testing';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { DirectoryFacts, Probes, ProgramOutput } from './probes.ts';
import { checkClaude, checkNode, checkTmux } from './program-checks.ts';
import { checkServer } from './server-checks.ts';
import { checkStateDirectory } from './state-directory-check.ts';

const running = (output: ProgramOutput | null): Probes => ({
  run: () => Promise.resolve(output),
  directory: () => Promise.resolve(null),
});
const said = (text: string, exitCode: number | null = 0) => running({ exitCode, text });

describe('node', () => {
  test.each([
    ['v20.19.0', 'ok'],
    ['v20.18.9', 'fail'],
    ['v18.20.0', 'fail'],
    ['v22.1.0', 'ok'],
    ['v100.0.0', 'ok'],
  ])('%s: %s', (version, state) => {
    expect(checkNode(version, '>=20.19').state).toBe(state);
  });
});

describe('tmux', () => {
  test.each<[string, Probes, string]>([
    ['3.3a', said('tmux 3.3a'), 'ok'],
    ['3.2', said('tmux 3.2'), 'ok'],
    ['3.1c', said('tmux 3.1c'), 'fail'],
    ['2.9', said('tmux 2.9'), 'fail'],
    ['a development version', said('tmux next-3.6'), 'ok'],
    ['a version without a number', said('tmux master'), 'warn'],
    ['not there', running(null), 'fail'],
    ['broken', said('error while loading shared libraries', 127), 'fail'],
  ])('%s', async (_name, probes, state) => {
    const check = await checkTmux(probes, 'tmux');
    expect(check.state).toBe(state);
    expect(check.fix === null).toBe(state === 'ok');
  });
});

describe('claude', () => {
  test.each<[string, Probes, string]>([
    ['there', said(`${NEWEST_RECORDED_VERSION} (Claude Code)`), 'ok'],
    ['newer than all that were recorded', said('2.1.331 (Claude Code)'), 'warn'],
    ['much newer', said('3.0.1 (Claude Code)'), 'warn'],
    ['not there', running(null), 'fail'],
    ['another program', said('hello'), 'fail'],
    ['hanging', said('', null), 'fail'],
  ])('%s', async (_name, probes, state) => {
    expect((await checkClaude(probes, ['claude'])).state).toBe(state);
  });
});

describe('state directory', () => {
  const good: DirectoryFacts = { isDirectory: true, mode: 0o700, isOurs: true, isWritable: true };
  test.each<[string, DirectoryFacts | null, string, string | null]>([
    ['not there', null, 'ok', null],
    ['good', good, 'ok', null],
    ['open to others', { ...good, mode: 0o755 }, 'warn', "chmod 700 '/my state'"],
    ['not writable', { ...good, mode: 0o500, isWritable: false }, 'fail', "chmod 700 '/my state'"],
    ['a file', { ...good, isDirectory: false }, 'fail', 'AEGIS_STATE_DIR'],
    ["another user's", { ...good, isOurs: false }, 'fail', 'AEGIS_STATE_DIR'],
  ])('%s', async (_name, facts, state, fix) => {
    const probes = { ...running(null), directory: () => Promise.resolve(facts) };
    const check = await checkStateDirectory(probes, '/my state');
    expect(check.state).toBe(state);
    if (fix === null) expect(check.fix).toBeNull();
    else expect(check.fix).toContain(fix);
  });
});

describe('server', () => {
  const states = async (baseUrl: string) =>
    (await checkServer(createAegisClient({ baseUrl }))).map(({ name, state }) => [name, state]);

  test('answers, and says what it misses', async () => {
    const fake = await startFakeAegis();
    expect(await states(fake.baseUrl)).toEqual([['server', 'ok']]);
    const tmux = { available: true, version: '3.3a', socketName: 'aegis', problem: null };
    const claude = {
      available: false,
      version: null,
      command: ['claude'],
      problem: 'Not on PATH.',
    };
    fake.answer('health', () => ({
      status: 'degraded',
      version: '0.1.0',
      runtime: { tmux, claude },
    }));
    expect(await states(fake.baseUrl)).toEqual([
      ['server', 'ok'],
      ['server: claude', 'fail'],
    ]);
    fake.answer('health', () => ({ status: 'ok' }));
    expect(await states(fake.baseUrl)).toEqual([
      ['server', 'ok'],
      ['token', 'warn'],
    ]);
    await fake.stop();
    expect(await states(fake.baseUrl)).toEqual([
      ['server', 'warn'],
      ['port', 'ok'],
    ]);
  });

  test('is told from another program on the port', async () => {
    const other = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await states(`http://127.0.0.1:${port}`)).toEqual([['server', 'fail']]);
    other.close();
  });
});
