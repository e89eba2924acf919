import { type FakeAegis, sampleSessionId, startFakeAegis } from '@aegis/client/testing';
import { type BundledProgram, bundleProgram } from '@aegis/testkit';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let program: BundledProgram;
let fake: FakeAegis;
let home: string;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'main.ts'));
});
afterAll(() => program.remove());
beforeEach(async () => {
  fake = await startFakeAegis({ token: 'secret' });
  home = await mkdtemp(join(tmpdir(), 'aegis-mcp-'));
});
afterEach(async () => {
  await fake.stop();
  await rm(home, { recursive: true, force: true });
});

function environment(more: Record<string, string> = {}): Record<string, string> {
  const path = process.env['PATH'] ?? '';
  return {
    PATH: path,
    HOME: home,
    AEGIS_URL: fake.baseUrl,
    AEGIS_AUTH_TOKEN: 'secret',
    ...more,
  };
}

function run(parameters: string[], more: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [program.path, ...parameters], { env: environment(more) });
}

/** What a child wrote so far, and how it ended. */
function watch(child: ChildProcess) {
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ ...written, code }));
  return { written, ended };
}

async function connect(parameters: string[], more: Record<string, string> = {}): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program.path, ...parameters],
    env: environment(more),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(transport);
  return client;
}

describe('aegis-mcp as a process', () => {
  test('serves tools over stdio', async () => {
    const client = await connect([]);
    expect(client.getServerVersion()).toMatchObject({ name: 'aegis' });
    expect(client.getInstructions()).toContain('wait_for_status');
    const created = await client.callTool({
      name: 'create_session',
      arguments: { workDir: '/project' },
    });
    expect(created.structuredContent).toMatchObject({ id: sampleSessionId(1) });
    await client.close();
  });

  test('writes JSON-RPC and nothing else to stdout, and ends with its stdin', async () => {
    const child = run([]);
    const { written, ended } = watch(child);
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '0' },
    };
    const lines = [
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
      'this is no JSON',
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
    ];
    child.stdin?.write(`${lines.join('\n')}\n`);
    await expect.poll(() => written.stdout, { timeout: 10_000 }).toContain('"id":2');
    child.stdin?.end();
    const { stdout, stderr, code } = await ended;
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number });
    expect(answers.map(({ id }) => id)).toEqual([1, 2]);
    expect(stderr).toContain('aegis mcp:');
    expect(code).toBe(0);
  });

  test('ends on SIGTERM', async () => {
    const child = run([]);
    const { ended } = watch(child);
    // A first answer shows that it listens.
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`);
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  test.each([
    [['--port', '1'], {}, 2, "unknown option '--port'"],
    [[], { AEGIS_URL: 'localhost:1' }, 1, 'config_invalid'],
    [[], { AEGIS_MCP_START: 'maybe' }, 1, 'AEGIS_MCP_START is "maybe"'],
  ])('refuses %j with %j', async (parameters, more, code, sentence) => {
    const done = await watch(run(parameters, more)).ended;
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(sentence);
  });

  test('says how to start a server that is not there', async () => {
    await fake.stop();
    const client = await connect(['--server', fake.baseUrl]);
    const result = await client.callTool({ name: 'server_health', arguments: {} });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('aegis serve');
    await client.close();
  });
});

describe('aegis-mcp --start', () => {
  /** An `aegis-server` on the PATH: a script that answers health as the settings say. */
  async function installServer(source: string): Promise<Record<string, string>> {
    const path = join(home, 'aegis-server');
    await writeFile(path, `#!${process.execPath}\n${source}\n`);
    await chmod(path, 0o755);
    return {
      PATH: `${home}${delimiter}${process.env['PATH'] ?? ''}`,
      AEGIS_STATE_DIR: join(home, 'state'),
    };
  }

  const SERVER = `
    const { AEGIS_HOST, AEGIS_PORT, AEGIS_AUTH_TOKEN } = process.env;
    console.log('started', process.pid, AEGIS_AUTH_TOKEN === 'secret');
    require('node:http').createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', pid: process.pid }));
    }).listen(Number(AEGIS_PORT), AEGIS_HOST);
  `;

  test('starts one server for calls that come together, which lives on, and logs to the state directory', async () => {
    await fake.stop();
    const settings = await installServer(SERVER);
    const client = await connect(['--start', '--server', fake.baseUrl], settings);
    const results = await Promise.all(
      [1, 2, 3].map(() => client.callTool({ name: 'server_health', arguments: {} })),
    );
    const pids = results.map(({ structuredContent }) => (structuredContent as { pid: number }).pid);
    expect(new Set(pids).size).toBe(1);
    await client.close();
    const [pid = 0] = pids;
    try {
      expect(await (await fetch(`${fake.baseUrl}/v1/health`)).json()).toMatchObject({ pid });
      const logPath = join(home, 'state', 'server.log');
      expect(await readFile(logPath, 'utf8')).toBe(`started ${pid} true\n`);
      expect((await stat(logPath)).mode & 0o777).toBe(0o600);
      expect((await stat(join(home, 'state'))).mode & 0o777).toBe(0o700);
    } finally {
      process.kill(pid);
    }
  });

  test('AEGIS_MCP_START=always does the same, and a server that ends at once is told with its log', async () => {
    await fake.stop();
    const settings = await installServer('process.exit(7)');
    const client = await connect([], { ...settings, AEGIS_MCP_START: 'always' });
    const result = await client.callTool({ name: 'server_health', arguments: {} });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('ended (code 7)');
    expect(JSON.stringify(result.content)).toContain(join(home, 'state', 'server.log'));
    await client.close();
  });

  test('tells where the program is not there, or the address is not of this machine', async () => {
    await fake.stop();
    const state = { AEGIS_STATE_DIR: join(home, 'state') };
    const missing = await connect(['--start'], { ...state, PATH: home });
    const result = await missing.callTool({ name: 'server_health', arguments: {} });
    expect(JSON.stringify(result.content)).toContain('ENOENT');
    await missing.close();
    const elsewhere = await connect(['--start', '--server', `${fake.baseUrl}/prefix`], state);
    const refused = await elsewhere.callTool({ name: 'server_health', arguments: {} });
    expect(JSON.stringify(refused.content)).toContain("this machine's own http address");
    await elsewhere.close();
  });
});
