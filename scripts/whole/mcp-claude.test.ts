import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bash, mcpTool, say } from '@aegis/testkit';
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
