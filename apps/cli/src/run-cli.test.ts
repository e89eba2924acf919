import { AegisError, type ErrorCode } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeIo } from './testing/fake-io.ts';
import { createFakeWorld, type FakeWorld, ID } from './testing/run-against-fake.ts';
import { runCli } from './run-cli.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('help', () => {
  test('lists every command and every exit code', async () => {
    const run = await world.run(['--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const commands = [
      ...['create', 'ls', 'status', 'send', 'read', 'wait', 'pane', 'kill', 'approve', 'reject'],
      ...['answer', 'interrupt', 'escape', 'attach', 'serve', 'mcp', 'doctor', 'detect'],
    ];
    for (const name of commands) expect(run.stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 130]) {
      expect(run.stdout).toMatch(new RegExp(`^  ${code}\\s+\\S`, 'm'));
    }
  });

  test('of a command shows the options that all commands take', async () => {
    const run = await world.run(['read', '--help']);
    expect(run.stdout).toContain('--follow');
    expect(run.stdout).toContain('--json');
  });
});

describe('errors of the command line', () => {
  test.each([
    [[], 'Usage: aegis'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['ls', '--frobnicate'], "unknown option '--frobnicate'"],
    [['status'], "missing required argument 'session'"],
    [['status', 'a', 'b'], 'too many arguments'],
    [['--json', 'serve'], 'aegis serve [options]'],
  ])('%j', async (parameters, sentence) => {
    const run = await world.run(parameters);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(sentence);
  });

  test('have the shape of an error with --json', async () => {
    const run = await world.run(['ls', '--frobnicate', '--json']);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(run.stderr)).toEqual({
      error: "unknown option '--frobnicate'",
      code: 'invalid_request',
      requestId: null,
      details: {},
    });
  });
});

describe('errors of the server', () => {
  test.each<[ErrorCode, number]>([
    ['session_not_found', 4],
    ['nothing_pending', 5],
    ['dialog_open', 5],
    ['invalid_request', 2],
    ['unauthorized', 1],
    ['claude_not_found', 1],
    ['tmux_failed', 1],
    ['internal', 1],
  ])('%s ends with %d', async (code, exitCode) => {
    world.aegis.answer('getSession', () => {
      throw new AegisError(code, 'It cannot be\u001b[2J.', { details: { why: 'test' } });
    });
    const run = await world.run(['status', ID]);
    expect(run).toMatchObject({ code: exitCode, stdout: '' });
    expect(run.stderr).toContain(`aegis: It cannot be␛[2J. (${code}, request req_fake)`);
    const asJson = await world.run(['status', ID, '--json']);
    expect(asJson).toMatchObject({ code: exitCode, stdout: '' });
    expect(JSON.parse(asJson.stderr)).toEqual({
      error: 'It cannot be\u001b[2J.',
      code,
      requestId: 'req_fake',
      details: { why: 'test' },
    });
  });

  test('a server that is not there ends with 3, and is told how to start', async () => {
    await world.aegis.stop();
    const run = await world.run(['ls']);
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toContain('aegis serve');
    expect(run.stderr).toContain('server_unreachable');
  });

  test('an address that is none ends with 2', async () => {
    const run = await world.run(['--server', 'localhost:9100', 'ls']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('config_invalid');
  });
});

describe('the address of the server', () => {
  test('comes from --server before AEGIS_URL, and from AEGIS_PORT without either', async () => {
    const { baseUrl } = world.aegis;
    const wrong = 'http://127.0.0.1:1';
    const flag = await world.run(['--server', baseUrl, 'ls'], { env: { AEGIS_URL: wrong } });
    expect(flag.code).toBe(0);
    const behind = await world.run(['ls', '--server', baseUrl], { env: { AEGIS_URL: wrong } });
    expect(behind.code).toBe(0);
    const io = createFakeIo({ env: { AEGIS_PORT: new URL(baseUrl).port } });
    expect(await runCli(['ls'], io)).toBe(0);
  });

  test('goes with the token of AEGIS_AUTH_TOKEN', async () => {
    await world.run(['ls'], { env: { AEGIS_AUTH_TOKEN: 'secret' } });
    expect(world.aegis.requests[0]?.headers.authorization).toBe('Bearer secret');
  });
});
