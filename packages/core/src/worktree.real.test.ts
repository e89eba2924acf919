import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bash, eventually, runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';
import { thrownBy } from './testing/thrown-by.ts';

let world: RealWorld;
beforeAll(async () => {
  world = await createRealWorld({ trusted: false });
  world.api.when('look', [say('Looked.')]);
  world.api.when('work', [[bash('echo done > work.txt')], say('Worked.')]);
});
afterAll(() => world.dispose());

const git = async (...parameters: string[]) =>
  (await runProcess(['git', ...parameters], { cwd: world.workDir })).stdout.trim();
const start = (more: Partial<Parameters<typeof world.aegis.sessions.create>[0]> = {}) =>
  world.aegis.sessions.create({ workDir: world.workDir, worktree: true, ...more });
const branches = () => git('branch', '--format=%(refname:short)');

async function idle(session: AegisSession): Promise<void> {
  expect(await session.waitFor('idle')).toMatchObject({ status: 'idle', timedOut: false });
}

/** That is: once for all worktrees of a repository, and for the repository itself. */
test('trust is asked for once for the whole repository', async () => {
  const session = await start({ name: 'first one' });
  expect(session.info().pending).toMatchObject({ kind: 'trust' });
  await session.approve();
  await idle(session);
  const other = await start();
  await idle(other);
  const plain = await start({ worktree: false });
  await idle(plain);
  await Promise.all([session.kill(), other.kill(), plain.kill()]);
}, 60_000);

test('a session works in its worktree, and what it did stays there', async () => {
  const session = await start({
    name: 'Fix it',
    prompt: 'work',
    claudeArgs: ['--allowedTools', 'Bash(echo:*)'],
  });
  const info = session.info();
  expect(info.worktree).toMatchObject({
    path: join(world.stateDir, 'worktrees', info.id),
    repository: world.workDir,
  });
  expect(info.worktree?.branch).toMatch(/^aegis\/fix-it-[\da-v]{8}$/);
  expect(info.workDir).toBe(info.worktree?.path);
  await eventually('the end of the turn', async () => {
    const { pending, lastTurn } = session.info();
    if (pending !== null) await session.approve().catch(() => undefined);
    return lastTurn?.outcome === 'completed';
  });
  await session.kill();
  const { worktree } = session.info();
  expect(await readFile(join(worktree?.path ?? '', 'work.txt'), 'utf8')).toBe('done\n');
  expect(existsSync(join(world.workDir, 'work.txt'))).toBe(false);
  expect(await git('status', '--porcelain')).toBe('');
}, 60_000);

test('an unchanged one is gone when kill answers, and comes back for the conversation', async () => {
  const session = await start({ prompt: 'look' });
  await idle(session);
  const { worktree, id } = session.info();
  await session.kill();
  expect(world.aegis.sessions.get(id).info().worktree).toBe(null);
  expect(existsSync(worktree?.path ?? '')).toBe(false);
  expect(await branches()).not.toContain(worktree?.branch);

  const resumed = await world.aegis.sessions.resume(id, { prompt: 'look again' });
  await idle(resumed);
  expect(resumed.info()).toMatchObject({ worktree, workDir: worktree?.path });
  const { messages } = await resumed.read();
  expect(messages.map(({ text }) => text)).toEqual(expect.arrayContaining(['look', 'look again']));
  await resumed.kill();
  expect(existsSync(worktree?.path ?? '')).toBe(false);
}, 60_000);

test('one that ended by itself is cleaned as well', async () => {
  const session = await start();
  await idle(session);
  const path = session.info().worktree?.path ?? '';
  process.kill(session.info().pid ?? 0, 'SIGTERM');
  await eventually('the worktree to go', () => !existsSync(path));
  await eventually('it to be told', () => {
    return world.aegis.sessions.get(session.id).info().worktree === null;
  });
}, 60_000);

test('one that ended while Aegis was down is cleaned at the next start', async () => {
  const session = await start();
  await idle(session);
  const path = session.info().worktree?.path ?? '';
  const { pid } = session.info();
  await world.aegis.close();
  process.kill(pid ?? 0, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(existsSync(path)).toBe(true);
  await world.restart();
  await eventually('the worktree to go', () => !existsSync(path));
  expect(world.aegis.sessions.get(session.id).info()).toMatchObject({ status: 'exited' });
}, 60_000);

test('a copy of a conversation goes on in a worktree; the conversation itself does not', async () => {
  const session = await start({ worktree: false, prompt: 'look' });
  await idle(session);
  const resumeSessionId = session.info().claudeSessionId ?? '';
  await session.kill();
  expect((await thrownBy(() => start({ resumeSessionId })))?.code).toBe('invalid_request');
  const fork = await start({ resumeSessionId, forkSession: true, prompt: 'look once more' });
  await idle(fork);
  const { messages } = await fork.read();
  expect(messages.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['look', 'look once more']),
  );
  await fork.kill();
}, 60_000);

test('a request that cannot be leaves no worktree', async () => {
  const before = readdirSync(join(world.stateDir, 'worktrees'));
  const known = await branches();
  for (const more of [
    { prompt: '/help' },
    { resumeSessionId: '00000000-0000-4000-8000-000000000000', forkSession: true },
    { worktree: { base: 'nowhere' } },
    { claudeArgs: ['--no-such-flag'] },
  ]) {
    expect(await thrownBy(() => start(more))).not.toBe(null);
  }
  await eventually('nothing to be left', () => {
    return readdirSync(join(world.stateDir, 'worktrees')).length === before.length;
  });
  await eventually('no branch to be left', async () => (await branches()) === known);
}, 60_000);
