import {
  type FakeAegis,
  sampleMessage,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import { type BundledProgram, bundleProgram, runOnPty, runProcess } from '@aegis/testkit';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const ID = sampleSessionId(1);

let program: BundledProgram;
let aegis: FakeAegis;
let home: string;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'main.ts'), {
    // Native addons cannot be bundled; only `serve` loads them.
    external: ['better-sqlite3', 'node-pty'],
  });
  home = await mkdtemp(join(tmpdir(), 'aegis-cli-'));
});
afterAll(async () => {
  await program.remove();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  aegis = await startFakeAegis();
});
afterEach(() => aegis.stop());

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  TERM: 'xterm-256color',
  AEGIS_URL: aegis.baseUrl,
});
const commandLine = (...parameters: string[]): [string, ...string[]] => [
  process.execPath,
  program.path,
  ...parameters,
];
const run = (parameters: string[], stdin = '') =>
  runProcess(commandLine(...parameters), { env: environment(), stdin, cwd: home });

describe('aegis as a process', () => {
  test('creates, lists, shows and kills', async () => {
    const created = await run(['create', '--name', 'one']);
    expect(created).toMatchObject({ code: 0, stdout: `${ID}\n`, stderr: '' });
    expect(aegis.requests[0]?.body).toEqual({ workDir: home, name: 'one' });
    expect((await run(['ls'])).stdout).toContain('one');
    expect(JSON.parse((await run(['status', 'one', '--json'])).stdout)).toMatchObject({ id: ID });
    expect(await run(['kill', 'one'])).toMatchObject({ code: 0, stdout: `Ended ${ID} (one)\n` });
    expect((await run(['status', 'one'])).code).toBe(4);
  });

  test('reads a prompt from a pipe', async () => {
    await run(['create', '--prompt', '-'], 'zwei\nZeilen ✓\n');
    expect(aegis.requests[0]?.body).toMatchObject({ prompt: 'zwei\nZeilen ✓' });
  });

  test('ends with the exit code of its error, and nothing on stdout', async () => {
    expect(await run(['ls', '--nope'])).toMatchObject({ code: 2, stdout: '' });
    await aegis.stop();
    expect(await run(['ls'])).toMatchObject({ code: 3, stdout: '' });
  });

  test('shows help without loading anything of the server', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Exit codes:');
  });

  test('colours a terminal, and no pipe', async () => {
    aegis.sessions.set(ID, sampleSession());
    // eslint-disable-next-line no-control-regex -- colours are what is looked for
    const escape = /\u001b\[/;
    expect((await run(['ls'])).stdout).not.toMatch(escape);
    const terminal = runOnPty(commandLine('ls'), { env: environment(), cwd: home });
    expect((await terminal.exit).code).toBe(0);
    expect(terminal.output).toMatch(escape);
  });

  test('asks questions on a terminal', async () => {
    aegis.sessions.set(ID, sampleSession());
    const terminal = runOnPty(commandLine('kill', '--all'), { env: environment(), cwd: home });
    await expect.poll(() => terminal.output, { timeout: 10_000 }).toContain('[y/N]');
    terminal.write('y\r');
    expect((await terminal.exit).code).toBe(0);
    expect(aegis.sessions.size).toBe(0);
  });

  test('ends with 130 on Ctrl-C, the spinner gone', async () => {
    aegis.sessions.set(ID, sampleSession({ status: 'working' }));
    aegis.answer('wait', () => new Promise(() => undefined));
    const terminal = runOnPty(commandLine('wait', ID), { env: environment(), cwd: home });
    await expect.poll(() => terminal.output, { timeout: 10_000 }).toContain('sample: working');
    terminal.write('\u0003');
    expect((await terminal.exit).code).toBe(130);
  });

  test('ends quietly when nobody reads on', async () => {
    aegis.sessions.set(ID, sampleSession());
    aegis.answer('readSession', () => ({
      messages: [],
      status: 'idle',
      statusText: null,
      cursor: null,
    }));
    const child = spawn(process.execPath, [program.path, 'read', ID, '--follow'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    await expect.poll(() => aegis.streams.openCount, { timeout: 10_000 }).toBe(1);
    child.stdout.destroy();
    aegis.answer('readSession', () => ({
      messages: [sampleMessage()],
      status: 'idle',
      statusText: null,
      cursor: '1',
    }));
    aegis.emit({
      id: 1,
      sessionId: ID,
      at: '2026-01-02T03:04:05.678Z',
      type: 'screen-drifted',
      data: { healed: true, lines: 1 },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(errors.join('')).toBe('');
  });

  test('serves MCP on its stdio', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [program.path, 'mcp'],
      env: environment(),
      stderr: 'ignore',
    });
    const client = new Client({ name: 'test', version: '0' });
    await client.connect(transport);
    const { structuredContent } = await client.callTool({ name: 'server_health', arguments: {} });
    expect(structuredContent).toMatchObject({ status: 'ok' });
    await client.close();
  });

  test('detects from stdin without a server', async () => {
    await aegis.stop();
    const result = await run(['detect', '-'], 'nothing known');
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ file: '-', status: 'unknown', dialog: null });
  });
});
