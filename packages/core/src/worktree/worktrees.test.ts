import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worktree, WorktreeRequest } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { systemClock } from '../ports/clock.ts';
import { createGitRepository, type GitRepository } from '../testing/git-repository.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { createGit } from './git.ts';
import { Worktrees } from './worktrees.ts';

const ID = sessionId(1);
const BRANCH = 'aegis/main-job-11111111';

describe('Worktrees', () => {
  let state: OwnedDirectory;
  let repository: GitRepository;
  let store: SessionStore;
  let worktrees: Worktrees;
  let removed: string[];
  beforeEach(async () => {
    state = await createOwnedDirectory();
    repository = await createGitRepository();
    store = createMemoryStore();
    removed = [];
    worktrees = open();
  });
  afterEach(async () => {
    worktrees.close();
    await state.dispose();
    await repository.dispose();
  });

  function open(): Worktrees {
    return new Worktrees({
      store,
      events: new EventLog(store),
      clock: systemClock,
      logger: silentLogger,
      // What a hook of somebody else's git would leave in the environment.
      git: createGit({ ...process.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' }),
      stateDir: state.path,
      onRemoved: (id) => removed.push(id),
    });
  }
  const make = (request: Exclude<WorktreeRequest, boolean> = {}, workDir = repository.path) =>
    worktrees.make(request, { id: ID, name: 'main job', workDir });
  const codeOf = async (making: Promise<unknown>) => (await thrownBy(() => making))?.code;
  const isWhole = ({ path }: Worktree) => existsSync(join(path, 'README.md'));
  async function nothingIsLeft(): Promise<void> {
    expect(await repository.branches()).toEqual(['main']);
    expect(await repository.worktrees()).toEqual([repository.path]);
    expect(existsSync(join(state.path, 'worktrees', ID))).toBe(false);
    expect(store.listKeys({ prefix: 'core.worktree.', at: Date.now() })).toEqual([]);
  }

  describe('makes', () => {
    test('one on a branch of its own, at HEAD, beside nothing of the user’s', async () => {
      await writeFile(join(repository.path, 'mine.txt'), 'not committed');
      const { worktree, workDir } = await make();
      expect(worktree).toEqual({
        path: join(state.path, 'worktrees', ID),
        branch: BRANCH,
        base: await repository.git(['rev-parse', 'HEAD']),
        repository: repository.path,
      });
      expect(workDir).toBe(worktree.path);
      expect(isWhole(worktree)).toBe(true);
      expect(existsSync(join(worktree.path, 'mine.txt'))).toBe(false);
      expect(await repository.git(['status', '--porcelain'])).toBe('?? mine.txt');
      expect(await repository.git(['branch', '--show-current'])).toBe('main');
    });

    test('the same subdirectory in it', async () => {
      const inner = join(repository.path, 'packages', 'a b');
      await mkdir(inner, { recursive: true });
      await writeFile(join(inner, 'x'), '');
      await repository.git(['add', '.']);
      await repository.git(['commit', '-qm', 'More']);
      const { worktree, workDir } = await make({}, inner);
      expect(workDir).toBe(join(worktree.path, 'packages', 'a b'));
    });

    test('it from a worktree too: at that one’s HEAD, of the same repository', async () => {
      const other = join(state.path, 'other');
      await repository.git(['worktree', 'add', '-q', '-b', 'other', other]);
      await repository.git(['commit', '-qm', 'Theirs', '--allow-empty'], other);
      const { worktree } = await make({}, other);
      expect(worktree.base).toBe(await repository.git(['rev-parse', 'other']));
      expect(worktree.repository).toBe(repository.path);
    });

    test('it at another base, on a branch as given, which follows none', async () => {
      await repository.git(['commit', '-qm', 'Second', '--allow-empty']);
      await repository.git(['tag', 'v1', 'HEAD~1']);
      const { worktree } = await make({ branch: 'fix/one', base: 'v1' });
      expect(worktree.base).toBe(await repository.git(['rev-parse', 'v1']));
      expect(await repository.git(['branch', '--show-current'], worktree.path)).toBe('fix/one');
    });

    test('it without running a hook', async () => {
      const hook = join(repository.path, '.git', 'hooks', 'post-checkout');
      await writeFile(hook, `#!/bin/sh\ntouch ${join(state.path, 'ran')}\n`);
      await chmod(hook, 0o755);
      await make();
      await worktrees.settle(ID);
      expect(existsSync(join(state.path, 'ran'))).toBe(false);
      await nothingIsLeft();
    });
  });

  describe('refuses, and leaves nothing:', () => {
    test('a directory in no repository', async () => {
      expect(await codeOf(make({}, state.path))).toBe('not_a_repository');
      expect(await codeOf(make({}, join(repository.path, '.git')))).toBe('not_a_repository');
    });

    test('a repository without a commit', async () => {
      const empty = join(state.path, 'empty');
      await repository.git(['init', '-q', empty]);
      const error = await thrownBy(() => make({}, empty));
      expect(error).toMatchObject({ code: 'worktree_failed' });
      expect(error?.message).toContain('no commit yet');
    });

    test.each([
      ['a base that is none', { base: 'nowhere' }, 'no commit'],
      ['a base that is a range', { base: 'main..main' }, 'no commit'],
      ['a branch that exists', { branch: 'main' }, 'exists already'],
      ['a branch that leads up', { branch: '../../evil' }, 'no name for a branch'],
      ['a branch with a lock’s name', { branch: 'a.lock' }, 'no name for a branch'],
      // The schema lets neither come so far.
      ['a branch that is a flag', { branch: '--force' }, 'no name for a branch'],
      ['a base that is a flag', { base: '--all' }, 'no commit'],
      ['a branch that is a command', { branch: 'x; touch pwned' }, 'no name for a branch'],
    ])('%s', async (_name, request, words) => {
      const error = await thrownBy(() => make(request));
      expect(error).toMatchObject({ code: 'worktree_failed' });
      expect(error?.message).toContain(words);
      await nothingIsLeft();
    });

    test('a branch below one that exists, in git’s own words', async () => {
      await repository.git(['branch', 'aegis']);
      const error = await thrownBy(() => make());
      expect(error?.message).toMatch(/cannot lock ref|exists/);
      await repository.git(['branch', '-d', 'aegis']);
      await nothingIsLeft();
    });

    test('a subdirectory that the commit does not have', async () => {
      const inner = join(repository.path, 'new');
      await mkdir(inner);
      expect((await thrownBy(() => make({}, inner)))?.message).toContain('no directory "new/"');
      await nothingIsLeft();
    });

    test('a subdirectory that leads out of the worktree', async () => {
      await symlink('/', join(repository.path, 'out'));
      await repository.git(['add', '.']);
      await repository.git(['commit', '-qm', 'Link']);
      await rm(join(repository.path, 'out'));
      await mkdir(join(repository.path, 'out'));
      const error = await thrownBy(() => make({}, join(repository.path, 'out')));
      expect(error).toMatchObject({ code: 'worktree_failed' });
      await nothingIsLeft();
    });
  });

  describe('at the end of the session', () => {
    test('an unchanged one goes, with its branch; ignored files do not count', async () => {
      const exclude = join(repository.path, '.git', 'info', 'exclude');
      await writeFile(exclude, 'node_modules\n');
      const { worktree } = await make();
      await mkdir(join(worktree.path, 'node_modules'));
      await writeFile(join(worktree.path, 'node_modules', 'x'), '');
      await worktrees.settle(ID);
      expect(removed).toEqual([ID]);
      await nothingIsLeft();
    });

    test.each<[string, (path: string) => Promise<unknown>]>([
      ['an untracked file', (path) => writeFile(join(path, 'new.txt'), '')],
      ['a changed file', (path) => writeFile(join(path, 'README.md'), 'changed')],
      ['a deleted file', (path) => rm(join(path, 'README.md'))],
      ['a commit', (path) => repository.git(['commit', '-qm', 'Work', '--allow-empty'], path)],
      ['another branch', (path) => repository.git(['checkout', '-q', '-b', 'elsewhere'], path)],
      ['no branch', (path) => repository.git(['checkout', '-q', '--detach'], path)],
      [
        'a commit that was left again, and is in its log alone',
        async (path) => {
          await repository.git(['commit', '-qm', 'Work', '--allow-empty'], path);
          await repository.git(['reset', '-q', '--hard', 'HEAD~1'], path);
        },
      ],
      ['a lock of the user’s', (path) => repository.git(['worktree', 'lock', path])],
    ])('one with %s stays, and so does its branch', async (_name, change) => {
      const { worktree } = await make();
      await change(worktree.path);
      await worktrees.settle(ID);
      expect(removed).toEqual([]);
      expect(await repository.worktrees()).toContain(worktree.path);
      expect(await repository.branches()).toContain(BRANCH);
      // The user's from now on.
      await worktrees.settle(ID);
      expect(await repository.worktrees()).toContain(worktree.path);
    });

    test('untracked files count though the user’s git shows none', async () => {
      await repository.git(['config', 'status.showUntrackedFiles', 'no']);
      const { worktree } = await make();
      await writeFile(join(worktree.path, 'new.txt'), '');
      await worktrees.settle(ID);
      expect(existsSync(join(worktree.path, 'new.txt'))).toBe(true);
    });

    test('one of a repository with submodules goes, unless one was checked out: git takes none of those away', async () => {
      const other = await createGitRepository('lib');
      const submodule = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet'];
      await repository.git([...submodule, 'add', other.path, 'lib']);
      await repository.git(['commit', '-qm', 'With a submodule']);
      const { worktree } = await make();
      expect(readdirSync(join(worktree.path, 'lib'))).toEqual([]);
      await worktrees.settle(ID);
      expect([isWhole(worktree), removed]).toEqual([false, [ID]]);
      const { worktree: another } = await make();
      await repository.git([...submodule, 'update', '--init'], another.path);
      expect(readdirSync(join(another.path, 'lib'))).toContain('README.md');
      await worktrees.settle(ID);
      expect([isWhole(another), removed]).toEqual([true, [ID]]);
      await other.dispose();
    });

    test('one that is to be kept stays', async () => {
      const { worktree } = await make({ keep: 'always' });
      await worktrees.settle(ID);
      expect(isWhole(worktree)).toBe(true);
    });

    test('one that is needed stays for as long', async () => {
      const { worktree } = await make();
      let isNeeded = true;
      worktrees.keepWhile(() => isNeeded);
      await worktrees.settle(ID);
      expect(isWhole(worktree)).toBe(true);
      isNeeded = false;
      await worktrees.settle(ID);
      await nothingIsLeft();
    });

    test('what the user has deleted is forgotten; another that is missing is not', async () => {
      const other = join(state.path, 'other');
      await repository.git(['worktree', 'add', '-q', '-b', 'other', other]);
      await rm(other, { recursive: true });
      const { worktree } = await make();
      await rm(worktree.path, { recursive: true });
      await worktrees.settle(ID);
      expect(removed).toEqual([ID]);
      expect(await repository.branches()).toEqual(['main', 'other']);
      expect(await repository.worktrees()).toEqual([repository.path, other]);
    });

    test('a repository that is gone loses nobody anything', async () => {
      const { worktree } = await make();
      await rm(repository.path, { recursive: true });
      await worktrees.settle(ID);
      expect(await readFile(join(worktree.path, 'README.md'), 'utf8')).toContain('Project');
    });
  });

  describe('at the next start', () => {
    test.each(['ended meanwhile', 'never was'])('what a session left that %s goes', async (how) => {
      await make();
      worktrees.close();
      const at = new Date(0).toISOString();
      const exit = { code: 0, signal: null, at, reason: 'exited', lastScreen: null } as const;
      if (how === 'ended meanwhile') storedSession(store, { id: ID, status: 'exited', exit });
      worktrees = open();
      await worktrees.sweep();
      await nothingIsLeft();
    });

    test('that of a session that runs stays', async () => {
      const { worktree } = await make();
      storedSession(store, { id: ID });
      await worktrees.sweep();
      expect(isWhole(worktree)).toBe(true);
    });

    test('one that was about to be made takes no branch of the user’s with it', async () => {
      const { worktree } = await make();
      await worktrees.settle(ID);
      store.setKey({
        key: `core.worktree.${ID}`,
        value: { ...worktree, keep: false },
        at: Date.now(),
        expiresAt: null,
      });
      await repository.git(['branch', BRANCH]);
      await worktrees.sweep();
      expect(await repository.branches()).toContain(BRANCH);
    });
  });

  test('is made again for a session that goes on, as it was or where it began', async () => {
    const { worktree } = await make();
    await worktrees.settle(ID);
    await nothingIsLeft();
    const next = { id: sessionId(2), keep: false };
    expect(await worktrees.makeAgain(worktree, next)).toEqual(worktree);
    expect(isWhole(worktree)).toBe(true);
    await writeFile(join(worktree.path, 'work.txt'), '');
    await worktrees.settle(sessionId(2));
    await worktrees.makeAgain(worktree, { id: sessionId(3), keep: false });
    expect(existsSync(join(worktree.path, 'work.txt'))).toBe(true);
    await rm(join(worktree.path, 'work.txt'));
    await worktrees.settle(sessionId(3));
    await nothingIsLeft();
  });

  test('twelve at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const id = `ses_${String(index).padStart(20, '0')}`;
        return worktrees.make({ branch: `b${index}` }, { id, name: 'x', workDir: repository.path });
      }),
    );
    expect(made.every(({ worktree }) => isWhole(worktree))).toBe(true);
    await worktrees.sweep();
    await nothingIsLeft();
  }, 60_000);
});
