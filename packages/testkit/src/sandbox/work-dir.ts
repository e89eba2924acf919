import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseEnvironment } from '../process/base-environment.ts';
import { runChecked } from '../process/run-checked.ts';
import { createOwnedDirectory, type OwnedDirectory } from './owned-directory.ts';

export interface WorkDirOptions {
  /** A git repository with one commit; true where left out. */
  readonly git?: boolean;
  /** The last part of the path; `project` where left out. */
  readonly name?: string;
}

/** A directory for CC to work in. */
export async function createWorkDir(options: WorkDirOptions = {}): Promise<OwnedDirectory> {
  const parent = await createOwnedDirectory();
  const path = join(parent.path, options.name ?? 'project');
  await mkdir(path, { recursive: true });
  if (options.git ?? true) await createRepository(path, parent.path);
  return { path, dispose: () => parent.dispose() };
}

async function createRepository(path: string, home: string): Promise<void> {
  await writeFile(join(path, 'README.md'), '# Project\n');
  const env = { ...baseEnvironment(), HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...parameters: string[]) => runChecked(['git', ...parameters], { cwd: path, env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Aegis Test');
  await git('config', 'user.email', 'test@aegis.invalid');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
}
