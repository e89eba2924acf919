import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AegisError, type Worktree } from '@aegis/protocol';
import type { Git, GitResult } from './git.ts';

/** Milliseconds for a question, and for checking out files. */
const QUESTION_MS = 30_000;
const CHECKOUT_MS = 600_000;

/** Where a directory is in its repository. */
export interface RepositoryPlace {
  /** Of the repository itself, also where the directory is in a worktree. */
  repository: string;
  /** The directory, from the root of its worktree; empty for the root. */
  prefix: string;
}

/** @throws AegisError `not_a_repository`, `worktree_failed` */
export async function findRepository(git: Git, workDir: string): Promise<RepositoryPlace> {
  const ask = async (question: string) => {
    const result = await git(workDir, ['rev-parse', question], QUESTION_MS);
    if (result.code === 0) return withoutNewline(result.stdout);
    if (result.stderr.includes('not a git repository') || result.stderr.includes('work tree')) {
      throw new AegisError(
        'not_a_repository',
        `"${workDir}" is in no checkout of a git repository, so it can have no worktree. Leave \`worktree\` out, or make it one (\`git init\`, and a first commit).`,
        { details: { workDir, git: words(result) } },
      );
    }
    throw failed(`The repository of "${workDir}" cannot be read`, result);
  };
  await ask('--show-toplevel');
  const prefix = await ask('--show-prefix');
  const common = resolve(workDir, await ask('--git-common-dir'));
  return { repository: basename(common) === '.git' ? dirname(common) : common, prefix };
}

/** The commit of a name, as a directory's checkout has it. @throws AegisError `worktree_failed` */
export async function findCommit(git: Git, workDir: string, name: string): Promise<string> {
  const parameters = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`];
  const commit = await git(workDir, parameters, QUESTION_MS);
  if (commit.code === 0) return commit.stdout.trim();
  throw failed(
    name === 'HEAD'
      ? `The repository of "${workDir}" has no commit yet that a worktree could begin at; make one first`
      : `\`base\` "${name}" is no commit of the repository of "${workDir}"`,
    commit,
  );
}

/** @throws AegisError `worktree_failed` for a name that cannot be one of a new branch */
export async function checkBranch(git: Git, repository: string, branch: string): Promise<void> {
  const format = await git(repository, ['check-ref-format', '--branch', branch], QUESTION_MS);
  if (format.code !== 0) throw failed(`\`branch\` "${branch}" is no name for a branch`, format);
  const known = await git(
    repository,
    ['show-ref', '--verify', '--quiet', `refs/heads/${branch}`],
    QUESTION_MS,
  );
  if (known.code !== 0) return;
  throw new AegisError(
    'worktree_failed',
    `\`branch\` "${branch}" exists already; choose another name, or leave it out.`,
    { details: { branch } },
  );
}

/**
 * A new worktree on a new branch, whose name {@link checkBranch} found to be free. Where it fails, nothing of it is left.
 * @throws AegisError `worktree_failed`, with git's own words
 */
export async function makeWorktree(
  git: Git,
  { repository, path, branch, base }: Worktree,
): Promise<void> {
  const parameters = ['worktree', 'add', '--quiet', '-b', branch, path, base];
  const added = await git(repository, parameters, CHECKOUT_MS);
  if (added.code === 0) return;
  // git takes its directory away itself, and not always the branch.
  await git(repository, ['worktree', 'remove', path], QUESTION_MS);
  await git(repository, ['update-ref', '-d', `refs/heads/${branch}`, base], QUESTION_MS);
  throw failed('git could not make the worktree', added);
}

/**
 * The same subdirectory in the worktree.
 * @throws AegisError `worktree_failed` where its commit has no such directory, or it leads out of the worktree
 */
export async function directoryIn({ path, base }: Worktree, prefix: string): Promise<string> {
  const directory = await realpath(join(path, prefix)).catch(() => null);
  const isDirectory = directory !== null && (await stat(directory)).isDirectory();
  if (isDirectory && isInside(directory, path)) return directory;
  throw new AegisError(
    'worktree_failed',
    `The commit ${base.slice(0, 12)} has no directory "${prefix}", which workDir is in its repository. Commit it first, or pass another \`base\` or workDir.`,
    { details: { prefix, base } },
  );
}

function isInside(directory: string, path: string): boolean {
  const way = relative(path, directory);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

export function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

export function words({ stderr, stdout }: GitResult): string {
  const said = stderr.trim() === '' ? stdout : stderr;
  return said.trim().slice(0, 2_000);
}

function failed(what: string, result: GitResult): AegisError {
  const said = words(result);
  return new AegisError('worktree_failed', said === '' ? `${what}.` : `${what}: ${said}`, {
    details: { git: said, exitCode: result.code },
  });
}
