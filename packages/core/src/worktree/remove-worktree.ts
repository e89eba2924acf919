import { stat } from 'node:fs/promises';
import type { Worktree } from '@aegis/protocol';
import type { Git } from './git.ts';
import { withoutNewline, words } from './make-worktree.ts';
import { worktreeFate, type WorktreeFacts } from './worktree-fate.ts';

/** Milliseconds for a question, and for looking through or deleting all files. */
const QUESTION_MS = 30_000;
const FILES_MS = 300_000;

export type Removal = { kind: 'removed' } | { kind: 'kept'; why: string };

/**
 * Takes a worktree away where nothing would be lost by it, and its branch where that is still where it began. git is
 * never told to force anything; other worktrees of the repository, missing ones too, are not looked at.
 */
export async function removeWorktree(git: Git, worktree: Worktree): Promise<Removal> {
  const { path, repository, branch, base } = worktree;
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) {
    const fate = worktreeFate(await lookAt(git, worktree), worktree);
    if (fate.kind === 'changed') return { kind: 'kept', why: fate.why };
  }
  const removed = await git(repository, ['worktree', 'remove', path], FILES_MS);
  if (isThere && removed.code !== 0) return { kind: 'kept', why: words(removed) };
  // git knew of it, so the branch is its own. With the value that it must still have: one that went on stays.
  if (removed.code === 0) {
    await git(repository, ['update-ref', '-d', `refs/heads/${branch}`, base], QUESTION_MS);
  }
  return { kind: 'removed' };
}

async function lookAt(git: Git, { path, base }: Worktree): Promise<WorktreeFacts> {
  const ask = async (...parameters: string[]) => {
    const { code, stdout } = await git(path, parameters, QUESTION_MS);
    return code === 0 ? withoutNewline(stdout) : null;
  };
  const ref = await ask('symbolic-ref', '--quiet', 'HEAD');
  const head = await ask('rev-parse', '--verify', '--quiet', 'HEAD');
  const log = (await ask('log', '--walk-reflogs', '--format=%H', 'HEAD')) ?? '';
  const others = new Set(log.split('\n').filter((commit) => commit !== '' && commit !== base));
  const visited: string[] = [];
  for (const commit of others) {
    const isOlder = await git(path, ['merge-base', '--is-ancestor', commit, base], QUESTION_MS);
    if (isOlder.code !== 0) visited.push(commit);
    // One is enough to know.
    if (visited.length > 0) break;
  }
  const status = await git(
    path,
    ['status', '--porcelain', '-z', '--untracked-files=normal', '--ignore-submodules=none'],
    FILES_MS,
  );
  return { ref, head, visited, isDirty: status.code === 0 ? status.stdout !== '' : null };
}
