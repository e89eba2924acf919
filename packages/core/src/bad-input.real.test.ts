import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createOwnedDirectory, resolveClaude, say, type OwnedDirectory } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAegis, type AegisOptions } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let folder: OwnedDirectory;
beforeAll(async () => {
  world = await createRealWorld();
  folder = await createOwnedDirectory();
});
afterAll(async () => {
  await world.dispose();
  await folder.dispose();
});

async function program(name: string, script: string): Promise<string> {
  const path = join(folder.path, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return Promise.resolve(path);
}

/** What creating a session fails with, in an Aegis of its own. */
async function createFails(options: AegisOptions): Promise<unknown> {
  const stateDir = join(folder.path, `state-${Math.random().toString(36).slice(2)}`);
  const aegis = await createAegis({ env: world.home.env, stateDir, ...options });
  try {
    return await aegis.sessions.create({ workDir: world.workDir }).then(
      () => null,
      (error: unknown) => error,
    );
  } finally {
    await aegis.close({ killSessions: true });
  }
}

test.each([
  ['relative/path', 'workdir_not_absolute'],
  ['/does/not/exist', 'workdir_missing'],
  ['/etc/hostname', 'workdir_not_directory'],
])('workDir %s is refused with %s', async (workDir, code) => {
  await expect(world.aegis.sessions.create({ workDir })).rejects.toMatchObject({ code });
});

test('a Claude Code that ends at once is an error with its last screen', async () => {
  const claude = await program(
    'ends-at-once',
    'if [ "$1" = --version ]; then echo "2.1.330 (Claude Code)"; else echo "no licence found"; exit 3; fi',
  );
  expect(await createFails({ claudeCommand: [claude] })).toMatchObject({
    code: 'claude_exited',
    details: { exit: { code: 3, reason: 'crashed', lastScreen: 'no licence found' } },
  });
});

test('a Claude Code that says why it cannot start, and ends a little later, is the same error', async () => {
  const claude = await program(
    'ends-later',
    'if [ "$1" = --version ]; then echo "2.1.330 (Claude Code)"; else echo "no licence found"; sleep 2; exit 3; fi',
  );
  expect(await createFails({ claudeCommand: [claude] })).toMatchObject({
    code: 'claude_exited',
    details: { exit: { code: 3, reason: 'crashed', lastScreen: 'no licence found' } },
  });
});

test('a Claude Code that is too old, or none, is an error before anything is started', async () => {
  const old = await program('old', 'echo "1.0.5 (Claude Code)"');
  expect(await createFails({ claudeCommand: [old] })).toMatchObject({ code: 'claude_too_old' });
  expect(await createFails({ claudeCommand: ['no-such-claude'] })).toMatchObject({
    code: 'claude_not_found',
  });
});

test('a tmux that is too old, or none, is an error that names what is needed', async () => {
  const tmuxPath = await program('old-tmux', 'echo "tmux 2.9"');
  const claudeCommand = [resolveClaude()] as const;
  expect(await createFails({ claudeCommand, tmuxPath })).toMatchObject({ code: 'tmux_too_old' });
  const missing = join(folder.path, 'no-tmux');
  expect(await createFails({ claudeCommand, tmuxPath: missing })).toMatchObject({
    code: 'tmux_not_found',
  });
});

test('a session that is not there, or is to be resumed and is not there', async () => {
  expect(() => world.aegis.sessions.get('ses_00000000000000000000')).toThrow(
    expect.objectContaining({ code: 'session_not_found' }),
  );
  await expect(
    world.aegis.sessions.create({
      workDir: world.workDir,
      resumeSessionId: '00000000-0000-4000-8000-000000000000',
    }),
  ).rejects.toMatchObject({ code: 'resume_not_found' });
});

test('two creates at once in one directory are two conversations', async () => {
  world.api.when('prompt of one', [say('Answer to one.')]);
  world.api.when('prompt of two', [say('Answer to two.')]);
  const sessions = await Promise.all(
    ['prompt of one', 'prompt of two'].map((prompt) =>
      world.aegis.sessions.create({ workDir: world.workDir, prompt }),
    ),
  );
  const spoken: string[][] = [];
  for (const session of sessions) {
    expect(session.info().promptDelivery).toMatchObject({ delivered: true });
    await session.waitFor('idle');
    const { messages } = await session.read();
    spoken.push(messages.map(({ text }) => text));
  }
  expect(spoken).toEqual([
    ['prompt of one', 'Answer to one.'],
    ['prompt of two', 'Answer to two.'],
  ]);
  const [first, second] = sessions;
  await first?.kill();
  // The other one is not touched by it.
  expect(await second?.send('still alive?')).toMatchObject({ delivered: true });
  await second?.kill();
  await expect(second?.send('hello?')).rejects.toMatchObject({ code: 'session_exited' });
});

test('an odd workDir and name reach Claude Code as they are', async () => {
  const workDir = join(folder.path, `it's "$HOME"; touch pwned \`x\` ünï`);
  mkdirSync(workDir);
  world.home.trust(workDir);
  const session = await world.aegis.sessions.create({
    workDir,
    name: `a:b.c 'd' #{pane_id} $(id)`,
    env: { ODD: 'two\nlines; "quoted" $HOME' },
    prompt: '-- looks like a flag',
  });
  expect(session.info()).toMatchObject({ workDir, promptDelivery: { delivered: true } });
  await session.kill();
});

test('a killed tmux server ends its sessions with a reason, and the next create starts afresh', async () => {
  const session = await world.aegis.sessions.create({ workDir: world.workDir });
  await world.tmux('kill-server');
  const exited = await session.waitFor('exited', { timeoutMs: 10_000 });
  expect(exited).toMatchObject({ timedOut: false, exit: { reason: 'runtime_lost' } });
  const next = await world.aegis.sessions.create({ workDir: world.workDir });
  expect(next.info().status).toBe('idle');
  await next.kill();
});

test('a conversation that Claude Code does not find is an error with its words, not a session', async () => {
  const earlier = await world.aegis.sessions.create({ workDir: world.workDir });
  const { transcriptPath, claudeSessionId } = earlier.info();
  await earlier.kill();
  // A file without a word in it, as one leaves that was killed before it wrote any.
  if (transcriptPath !== null) {
    mkdirSync(dirname(transcriptPath), { recursive: true });
    writeFileSync(
      transcriptPath,
      `{"type":"mode","mode":"normal","sessionId":"${claudeSessionId}"}\n`,
    );
  }
  await expect(world.aegis.sessions.resume(earlier.id)).rejects.toMatchObject({
    code: 'claude_exited',
    message: expect.stringContaining('No conversation found') as string,
  });
});
