import { createWorkDir, runProcess, type OwnedDirectory } from '@aegis/testkit';

export interface GitRepository extends OwnedDirectory {
  /** git in the repository, or in another directory; what it wrote, without the last newline. Throws where it fails. */
  git: (parameters: readonly string[], cwd?: string) => Promise<string>;
  branches: () => Promise<string[]>;
  /** Paths of all worktrees that git knows of, the first is the repository itself. */
  worktrees: () => Promise<string[]>;
}

/** A repository with one commit, as a user has it. */
export async function createGitRepository(name?: string): Promise<GitRepository> {
  const directory = await createWorkDir(name === undefined ? {} : { name });
  const git: GitRepository['git'] = async (parameters, cwd = directory.path) => {
    const { code, stdout, stderr } = await runProcess(['git', ...parameters], { cwd });
    if (code !== 0) throw new Error(`git ${parameters.join(' ')}: ${stderr}`);
    return stdout.replace(/\n$/, '');
  };
  const lines = (text: string) => (text === '' ? [] : text.split('\n'));
  return {
    ...directory,
    git,
    branches: async () => lines(await git(['branch', '--format=%(refname:short)'])),
    worktrees: async () =>
      lines(await git(['worktree', 'list', '--porcelain']))
        .filter((line) => line.startsWith('worktree '))
        .map((line) => line.slice('worktree '.length)),
  };
}
