import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { socketNameFor } from '@aegis/core';
import { bash, eventually, mcpTool, runProcess, say } from '@aegis/testkit';
import type { Message } from '@aegis/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

const TOKEN = 'a-token-for-one-claude-to-drive-another';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ settings: { AEGIS_AUTH_TOKEN: TOKEN } });
  stage.home.trust(stage.workDir);
});
afterAll(() => stage.dispose());

/** How a Claude Code reaches Aegis, as `--mcp-config` has it. */
function serverOver(transport: 'stdio' | 'http') {
  if (transport === 'stdio') {
    return { type: 'stdio', command: process.execPath, args: [CLI, 'mcp'], env: stage.env };
  }
  const url = `http://127.0.0.1:${stage.port}/mcp`;
  return { type: 'http', url, headers: { Authorization: `Bearer ${TOKEN}` } };
}

const tool = (name: string, input: Record<string, unknown>) => mcpTool('aegis', name, input);

/** What the tools answered in a session, oldest first. */
function answersIn(messages: readonly Message[]): string[] {
  return messages
    .filter(({ contentType }) => contentType === 'tool_result')
    .map(({ text }) => text);
}

test.each(['stdio', 'http'] as const)(
  'one Claude Code drives another through Aegis over %s',
  async (transport) => {
    const { api, client, workDir } = stage;
    const made = `made-over-${transport}.txt`;
    const inner = `inner-${transport}`;
    api.when(`inner job ${transport}`, [
      [say('A command.'), bash(`echo hi > ${made}`)],
      say('Inner is done.'),
    ]);
    api.when(`begin ${transport}`, [
      tool('create_session', { workDir, name: inner, prompt: `inner job ${transport}` }),
      say('It was started.'),
    ]);
    const config = JSON.stringify({ mcpServers: { aegis: serverOver(transport) } });
    const outer = await client.createSession({
      workDir,
      name: `outer-${transport}`,
      claudeArgs: ['--mcp-config', config, '--strict-mcp-config', '--allowedTools', 'mcp__aegis'],
    });
    await client.sendMessage(outer.id, { text: `begin ${transport}` });
    expect(await client.wait(outer.id, { status: ['idle'], timeoutMs: 60_000 })).toMatchObject({
      timedOut: false,
      lastTurn: { outcome: 'completed', text: 'It was started.' },
    });
    const { sessions } = await client.listSessions();
    const sessionId = sessions.find(({ name }) => name === inner)?.id ?? '';
    expect(sessionId).toMatch(/^ses_/);

    api.when(`drive ${transport}`, [
      tool('wait_for_status', { sessionId, status: ['bash_approval'], timeoutMs: 30_000 }),
      tool('approve_permission', { sessionId }),
      tool('wait_for_status', { sessionId, status: ['idle'], timeoutMs: 30_000 }),
      tool('get_transcript', { sessionId }),
      tool('kill_session', { sessionId }),
      say('All of it is done.'),
    ]);
    await client.sendMessage(outer.id, { text: `drive ${transport}` });
    expect(await client.wait(outer.id, { status: ['idle'], timeoutMs: 90_000 })).toMatchObject({
      timedOut: false,
      lastTurn: { outcome: 'completed', text: 'All of it is done.' },
    });
    expect(existsSync(join(workDir, made))).toBe(true);
    expect(await client.getSession(sessionId)).toMatchObject({
      status: 'exited',
      exit: { reason: 'killed' },
    });
    const { messages } = await client.readSession(outer.id);
    const answers = answersIn(messages);
    expect(answers).toHaveLength(6);
    expect(answers[1]).toContain('bash_approval');
    expect(answers[1]).toContain(`echo hi > ${made}`);
    expect(answers[2]).toContain('"ok":true');
    expect(answers[4]).toContain('Inner is done.');
    await client.killSession(outer.id);
  },
);

test('what a session waits on is put to the user of another, whole, and their answer is carried out', async () => {
  const { api, client, workDir } = stage;
  api.when('inner ask', [bash('touch asked.txt'), say('Touched.')]);
  const inner = await client.createSession({ workDir, name: 'asks', prompt: 'inner ask' });
  await client.wait(inner.id, { status: ['bash_approval'], timeoutMs: 30_000 });
  api.when('put it to me', [tool('ask_user_to_approve', { sessionId: inner.id }), say('Put.')]);
  const config = JSON.stringify({ mcpServers: { aegis: serverOver('http') } });
  const outer = await client.createSession({
    ...{ workDir, name: 'asked', prompt: 'put it to me' },
    claudeArgs: ['--mcp-config', config, '--strict-mcp-config', '--allowedTools', 'mcp__aegis'],
  });
  const screen = await eventually('the form', async () => {
    const { pane } = await client.capturePane(outer.id);
    return pane.includes('requests your input') ? pane : null;
  });
  expect(screen).toContain('Bash: touch asked.txt');
  expect(screen).toContain(`Session "asks" (${inner.id})`);
  expect(screen).not.toContain('more lines');
  expect(existsSync(join(workDir, 'asked.txt'))).toBe(false);
  const { paneId } = await client.getSession(outer.id);
  const socket = socketNameFor(stage.stateDir);
  // Claude Code reads no key in the first moments of a form.
  await eventually('the form to be accepted', async () => {
    const press = ['tmux', '-L', socket, 'send-keys', '-t', paneId ?? '', 'Enter'] as const;
    await runProcess(press, { env: stage.env });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return !(await client.capturePane(outer.id)).pane.includes('requests your input');
  });
  expect(await client.wait(outer.id, { status: ['idle'], timeoutMs: 30_000 })).toMatchObject({
    lastTurn: { text: 'Put.' },
  });
  expect(await client.wait(inner.id, { status: ['idle'], timeoutMs: 30_000 })).toMatchObject({
    lastTurn: { outcome: 'completed', text: 'Touched.' },
  });
  expect(existsSync(join(workDir, 'asked.txt'))).toBe(true);
  const { messages } = await client.readSession(outer.id);
  expect(answersIn(messages).at(-1)).toContain('"outcome":"approved"');
});
