import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { say } from '@aegis/testkit';
import { AegisError } from '@aegis/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRealServer, type RealServer } from '../testing/real-server.ts';

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer();
  server.api.when('go', [say('Gone.')]);
});
afterAll(() => server.dispose());

/** What each of these would do, in whatever quotes a shell got it: leave a file called `pwned-…` behind. */
const EVIL = [
  '$(touch pwned-1); echo',
  '`touch pwned-2`',
  "'; touch pwned-3; '",
  '"; touch pwned-4; "',
  '| touch pwned-5 #',
  '&& touch pwned-6',
  '\ntouch pwned-7\n',
  '#{run-shell "touch pwned-8"}',
  '#(touch pwned-9)',
  '%0 ; run-shell "touch pwned-10"',
  '-c touch pwned-11',
  '$IFS&touch${IFS}pwned-12',
];
function traces(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => basename(path))
    .filter((name) => /^pwned-\d+$/.test(name));
}
/** Every place where a shell of ours, of tmux or of Claude Code could have run. */
function allTraces(): string[] {
  return [server.workDir, server.stateDir, process.cwd()].flatMap((folder) =>
    folder === process.cwd()
      ? readdirSync(folder).filter((name) => /^pwned-/.test(name))
      : traces(folder),
  );
}

test(
  'a workDir whose name is a command is a directory, and nothing is run',
  { timeout: 120_000 },
  async () => {
    const dangerous = EVIL.map((text) => text.replaceAll('/', '')).slice(0, 3);
    for (const name of dangerous) {
      const workDir = join(server.workDir, name);
      await mkdir(workDir);
      server.trust(workDir);
      const session = await server.client.createSession({ workDir, prompt: 'go' });
      expect(session.workDir).toBe(workDir);
      const done = await server.client.wait(session.id, { status: ['idle'], timeoutMs: 20_000 });
      expect([name, done.lastTurn?.text]).toEqual([name, 'Gone.']);
      await server.client.killSession(session.id);
    }
    expect(allTraces()).toEqual([]);
  },
);

test('nor are names, models, tags, arguments and values', { timeout: 120_000 }, async () => {
  const lines = EVIL.map((text) => text.replaceAll('\n', ' '));
  for (const [index, name] of lines.slice(0, 4).entries()) {
    const session = await server.client
      .createSession({
        workDir: server.workDir,
        name: `${name} ${lines[index + 4] ?? ''} ${lines[index + 8] ?? ''}`,
        tags: lines,
        env: Object.fromEntries(EVIL.map((text, at) => [`VALUE_${at}`, text])),
        claudeArgs: ['--append-system-prompt', EVIL.join(' ')],
        ...(index < 2 ? { model: lines[index] ?? '' } : {}),
        prompt: `go ${EVIL.join(' ')}`,
      })
      .catch((error: unknown) => {
        // A model that there is not may end it at once, in words.
        if (AegisError.is(error) && error.code === 'claude_exited') return null;
        throw error;
      });
    if (session === null) continue;
    expect(session.tags).toEqual(lines);
    await server.client.killSession(session.id);
  }
  expect(allTraces()).toEqual([]);
});

test('control characters press no key: not in prompts, feedback, answers, names', async () => {
  const session = await server.client.createSession({ workDir: server.workDir });
  const { id } = session;
  const codeOf = (sent: Promise<unknown>) =>
    sent.then(
      () => 'taken',
      (error: unknown) => (AegisError.is(error) ? error.code : String(error)),
    );
  const controls = [...Array.from({ length: 32 }, (_, at) => at), 127, 128, 133, 155, 159].filter(
    (at) => at !== 9 && at !== 10,
  );
  for (const at of controls) {
    const text = `a${String.fromCharCode(at)}b`;
    expect([at, await codeOf(server.client.sendMessage(id, { text }))]).toEqual([
      at,
      'control_characters',
    ]);
    const { workDir } = server;
    expect([at, await codeOf(server.client.createSession({ workDir, prompt: text }))]).toEqual([
      at,
      'control_characters',
    ]);
    expect([at, await codeOf(server.client.createSession({ workDir, name: text }))]).toEqual([
      at,
      'invalid_request',
    ]);
  }
  const { detail, status } = await server.client.getSession(id);
  expect([status, detail.draft]).toEqual(['idle', null]);
  await server.client.killSession(id);
}, 60_000);
