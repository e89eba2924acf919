import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { runChecked } from '../process/run-checked.ts';
import { createWorkDir } from './work-dir.ts';

test('a fresh repository with one commit, whoever the user is', async () => {
  const work = await createWorkDir({ name: 'my project' });
  expect(realpathSync(work.path)).toBe(work.path);
  expect(basename(work.path)).toBe('my project');
  const git = (...parameters: string[]) => runChecked(['git', ...parameters], { cwd: work.path });
  expect(await git('log', '--format=%an <%ae> %s')).toBe('Aegis Test <test@aegis.invalid> Start\n');
  expect(await git('status', '--porcelain')).toBe('');
  expect(await git('branch', '--show-current')).toBe('main\n');
  await work.dispose();
  expect(existsSync(work.path)).toBe(false);
});

test('a plain directory', async () => {
  const work = await createWorkDir({ git: false });
  const inside = runChecked(['git', 'rev-parse', '--show-toplevel'], { cwd: work.path });
  await expect(inside).rejects.toMatchObject({ code: 'command_failed' });
  await work.dispose();
});
