import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { bash, say, write } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
let mcp: Client;
beforeAll(async () => {
  stage = await setStage();
  mcp = new Client({ name: 'test', version: '1.0.0' });
  await mcp.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [CLI, 'mcp'],
      env: stage.env,
      stderr: 'inherit',
    }),
  );
});
afterAll(async () => {
  await mcp.close();
  await stage.dispose();
});

async function tool(name: string, parameters: Record<string, unknown>) {
  const result = await mcp.callTool({ name, arguments: parameters });
  return {
    isError: result.isError === true,
    data: result.structuredContent as Record<string, unknown>,
    text: JSON.stringify(result.content),
  };
}

test('the main job by MCP over stdio, with the tools that the seeds name', async () => {
  const { api, workDir } = stage;
  const written = join(workDir, 'no.txt');
  api.when('do the job', [
    [say('First a command.'), bash('echo yes > yes.txt')],
    [say('Then a file.'), write(written, 'no')],
    say('Done without the file.'),
  ]);
  const { tools } = await mcp.listTools();
  const names = tools.map(({ name }) => name);
  for (const name of [
    'create_session',
    'list_sessions',
    'get_status',
    'send_message',
    'get_transcript',
    'approve_permission',
    'reject_permission',
    'capture_pane',
    'kill_session',
    'server_health',
  ]) {
    expect(names).toContain(name);
  }
  expect((await tool('server_health', {})).data).toMatchObject({ status: 'ok' });

  const created = await tool('create_session', { workDir, name: 'by-mcp' });
  expect(created.data).toMatchObject({ status: 'permission_prompt', pending: { kind: 'trust' } });
  const sessionId = String(created.data['id']);
  expect((await tool('approve_permission', { sessionId })).data).toMatchObject({ ok: true });
  await tool('wait_for_status', { sessionId, status: ['idle'], timeoutMs: 20_000 });

  const sent = await tool('send_message', { sessionId, text: 'do the job' });
  expect(sent.data).toMatchObject({ delivered: true, verdict: 'delivered' });
  const asked = await tool('wait_for_status', {
    sessionId,
    status: ['bash_approval'],
    timeoutMs: 20_000,
  });
  expect(asked.data).toMatchObject({ pending: { toolInput: { command: 'echo yes > yes.txt' } } });
  expect((await tool('approve_permission', { sessionId })).data).toMatchObject({ ok: true });

  const second = await tool('wait_for_status', {
    sessionId,
    status: ['permission_prompt'],
    timeoutMs: 20_000,
  });
  expect(second.data).toMatchObject({ pending: { toolName: 'Write' } });
  expect(existsSync(join(workDir, 'yes.txt'))).toBe(true);
  await tool('reject_permission', { sessionId, feedback: 'No file, please.' });
  await tool('wait_for_status', { sessionId, status: ['idle'], timeoutMs: 20_000 });
  expect(existsSync(written)).toBe(false);

  const transcript = await tool('get_transcript', { sessionId });
  expect(transcript.text).toContain('Done without the file.');
  expect((await tool('capture_pane', { sessionId })).text).toContain('Done without the file.');
  expect((await tool('list_sessions', {})).text).toContain(sessionId);
  expect((await tool('kill_session', { sessionId })).data).toMatchObject({ ok: true });
  expect((await tool('get_status', { sessionId })).data).toMatchObject({ status: 'exited' });

  const nothing = await tool('approve_permission', { sessionId });
  expect(nothing.isError).toBe(true);
  expect(nothing.text).toContain('session_exited');
});
