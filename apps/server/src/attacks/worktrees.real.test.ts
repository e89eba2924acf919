import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError, type CreateSessionBody } from '@aegis/protocol';
import { runProcess } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRealServer, type RealServer } from '../testing/real-server.ts';

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer();
});
afterAll(() => server.dispose());

const git = async (...parameters: string[]) =>
  (await runProcess(['git', ...parameters], { cwd: server.workDir })).stdout.trim();
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'taken',
    (error: unknown) => (AegisError.is(error) ? error.code : String(error)),
  );
const session = (worktree: CreateSessionBody['worktree']) =>
  codeOf(server.client.createSession({ workDir: server.workDir, worktree }));
const pipeline = (worktree: object) =>
  codeOf(
    server.client.createPipeline({
      name: 'x',
      workDir: server.workDir,
      steps: [{ name: 'a', prompt: 'go', worktree }],
    }),
  );

/** What git or a shell would take for something else. */
const NAMES = [
  '--force',
  '-b',
  '--upload-pack=touch pwned',
  'x; touch pwned',
  '$(touch pwned)',
  '`touch pwned`',
  'a b',
  'a\nb',
  'a\0b',
  'HEAD~1',
  'HEAD^{tree}',
  '@{-1}',
  'a:b',
  'ext::sh -c touch% pwned',
  '{{steps.b.output}}',
  '',
];

describe('names for branches and commits', () => {
  test.each(NAMES)('%j gets no further than the door', async (name) => {
    for (const worktree of [{ branch: name }, { base: name }]) {
      expect(await session(worktree)).toBe('invalid_request');
      expect(await pipeline(worktree)).toBe('invalid_request');
    }
  });

  test.each([
    { branch: '../../evil' },
    { branch: 'a/../../b' },
    { branch: '/etc/passwd' },
    { branch: 'x.lock' },
    { branch: '.git/hooks/post-checkout' },
    { branch: 'main' },
    { base: '../..' },
    { base: 'main..main' },
    { base: '/etc/passwd' },
  ])('%j is refused by git, and leaves nothing', async (worktree) => {
    expect(await session(worktree)).toBe('worktree_failed');
    expect(readdirSync(join(server.stateDir, 'worktrees'))).toEqual([]);
    expect(await git('branch', '--format=%(refname:short)')).toBe('main');
  });

  test('nothing of it was run, in the repository or beside it', () => {
    for (const folder of [server.workDir, join(server.workDir, '..'), server.stateDir]) {
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    }
  });
});

test('a worktree is in the state directory, for its owner alone, whatever it is called', async () => {
  const { id, worktree } = await server.client.createSession({
    workDir: server.workDir,
    name: '../../../tmp/evil; touch pwned',
    worktree: true,
  });
  expect(worktree).toMatchObject({ path: join(server.stateDir, 'worktrees', id) });
  expect(worktree?.branch).toMatch(/^aegis\/tmp-evil-touch-pwned-[\da-v]{8}$/);
  await server.client.killSession(id);
  expect(existsSync(worktree?.path ?? '')).toBe(false);
}, 60_000);
