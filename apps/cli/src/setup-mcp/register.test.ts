import {
  createClaudeHome,
  createWorkDir,
  type ClaudeHome,
  resolveClaude,
  startScriptedApi,
  type ScriptedApi,
} from '@aegis/testkit';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeIo } from '../testing/fake-io.ts';
import { runCli } from '../run-cli.ts';
import { register, type RunClaude, unregister } from './register.ts';
import { addWords, toEntry } from './registration.ts';

const usual = {
  transport: 'stdio',
  command: ['aegis'],
  url: 'http://127.0.0.1:9100',
  isUsualUrl: true,
  hasToken: false,
} as const;

describe('what Claude Code is told', () => {
  test('starts aegis mcp, with the address where it is another one', () => {
    expect(addWords(toEntry(usual), 'user').join(' ')).toBe(
      'mcp add aegis --scope user -- aegis mcp',
    );
    const other = {
      ...usual,
      command: ['/node', '/main.js'] as const,
      url: 'http://h:1',
      isUsualUrl: false,
    };
    expect(addWords(toEntry(other), 'local').join(' ')).toBe(
      'mcp add aegis --scope local -e AEGIS_URL=http://h:1 -- /node /main.js mcp',
    );
  });

  test('is the address of the server, and never a token', () => {
    const entry = toEntry({ ...usual, transport: 'http', hasToken: true });
    expect(entry).toEqual({
      type: 'http',
      url: 'http://127.0.0.1:9100/mcp',
      headers: { Authorization: 'Bearer ${AEGIS_AUTH_TOKEN}' },
    });
  });
});

describe('the real Claude Code', () => {
  let api: ScriptedApi;
  let home: ClaudeHome;
  let work: Awaited<ReturnType<typeof createWorkDir>>;
  beforeAll(async () => {
    api = await startScriptedApi();
    home = await createClaudeHome({ api });
    work = await createWorkDir();
  });
  afterAll(async () => {
    await home.dispose();
    await work.dispose();
    await api.close();
  });

  const claude: RunClaude = (words) =>
    new Promise((resolve) => {
      const options = { env: home.env, cwd: work.path };
      const child = execFile(resolveClaude(), words, options, (error, stdout, stderr) => {
        resolve({ exitCode: error ? (child.exitCode ?? 1) : 0, stdout, stderr });
      });
      child.stdin?.end();
    });
  const file = async () =>
    (JSON.parse(await readFile(join(work.path, '.mcp.json'), 'utf8')) as { mcpServers: object })
      .mcpServers;

  test('takes it, takes another in its place, and gives it up', async () => {
    const stdio = toEntry(usual);
    const http = toEntry({ ...usual, transport: 'http', hasToken: true });
    expect(await unregister(claude, 'project')).toBe('absent');
    expect(await register(claude, stdio, 'project')).toBe('added');
    expect(await file()).toEqual({ aegis: stdio });
    expect(await register(claude, http, 'project')).toBe('replaced');
    expect(await file()).toEqual({ aegis: http });
    expect(await register(claude, http, 'user')).toBe('added');
    expect(await unregister(claude, 'project')).toBe('removed');
    expect(await file()).toEqual({});
    expect(await unregister(claude, 'user')).toBe('removed');
  });
});

describe('aegis setup-mcp', () => {
  const run = async (
    parameters: string[],
    programResults: { exitCode: number; stderr?: string }[],
  ) => {
    const io = createFakeIo({ programResults, env: { AEGIS_CLAUDE_COMMAND: '["my-claude"]' } });
    return { code: await runCli(['setup-mcp', ...parameters], io), ...io.written, runs: io.runs };
  };

  test('names aegis where that is on the PATH, else how it was started', async () => {
    const onPath = await run([], [{ exitCode: 0 }, { exitCode: 0 }]);
    expect(onPath.runs.at(-1)?.command.join(' ')).toBe(
      'my-claude mcp add aegis --scope user -- aegis mcp',
    );
    expect(onPath.stdout).toBe('Added to Claude Code for all your projects: aegis mcp\n');
    const elsewhere = await run([], [{ exitCode: 127 }, { exitCode: 0 }]);
    expect(elsewhere.runs.at(-1)?.command.slice(-3)).toEqual(['/node', '/aegis/main.js', 'mcp']);
  });

  test('--print changes nothing', async () => {
    const { stdout, runs } = await run(['--print', '--http'], [{ exitCode: 0 }]);
    expect(runs).toHaveLength(1);
    expect(stdout).toContain(
      'claude mcp add aegis --scope user --transport http http://127.0.0.1:9100/mcp\n',
    );
    expect(stdout).toContain('"mcpServers"');
  });

  test.each([
    [[{ exitCode: 0 }, { exitCode: 127 }], 'claude_not_found'],
    [[{ exitCode: 0 }, { exitCode: 1, stderr: 'No such scope' }], 'No such scope'],
  ])('says why it could not', async (results, text) => {
    const { code, stderr } = await run([], results);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
  });
});
