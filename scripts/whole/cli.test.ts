import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bash, runProcess, say, write } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.dispose());

async function aegis(...words: string[]) {
  const { code, stdout, stderr } = await runProcess([process.execPath, CLI, ...words], {
    env: stage.env,
    cwd: stage.workDir,
  });
  return { code, stdout, stderr };
}

async function json(...words: string[]) {
  const { code, stdout, stderr } = await aegis(...words, '--json');
  return { code, stderr, body: JSON.parse(stdout) as Record<string, unknown> };
}

test('the main job from the command line', async () => {
  const { api, workDir } = stage;
  const written = join(workDir, 'no.txt');
  api.when('do the job', [
    [say('First a command.'), bash('echo yes > yes.txt')],
    [say('Then a file.'), write(written, 'no')],
    say('Done without the file.'),
  ]);
  const created = await json('create', '--name', 'by-cli', '--prompt', 'do the job');
  expect(created.body).toMatchObject({ name: 'by-cli', pending: { kind: 'trust' } });
  expect((await json('approve', 'by-cli')).body).toMatchObject({ ok: true, via: 'screen' });

  const asked = await json('wait', 'by-cli', '--status', 'bash_approval');
  expect(asked.body).toMatchObject({ pending: { toolInput: { command: 'echo yes > yes.txt' } } });
  const shown = await aegis('status', 'by-cli');
  expect(shown.stdout).toContain('echo yes > yes.txt');
  expect((await aegis('approve', 'by-cli')).code).toBe(0);

  const second = await json('wait', 'by-cli', '--status', 'permission_prompt');
  expect(second.body).toMatchObject({ pending: { toolName: 'Write' } });
  expect(existsSync(join(workDir, 'yes.txt'))).toBe(true);
  expect((await aegis('reject', 'by-cli', '--feedback', 'No file, please.')).code).toBe(0);

  expect((await json('wait', 'by-cli', '--status', 'idle')).code).toBe(0);
  expect(existsSync(written)).toBe(false);
  const read = await aegis('read', 'by-cli');
  expect(read.stdout).toContain('Done without the file.');
  expect((await aegis('pane', 'by-cli')).stdout).toContain('Done without the file.');
  expect((await aegis('ls')).stdout).toContain('by-cli');

  const sent = await json('send', 'by-cli', 'one more thing');
  expect(sent.body).toMatchObject({ delivered: true });
  await json('wait', 'by-cli', '--status', 'idle');

  expect((await aegis('kill', 'by-cli')).code).toBe(0);
  const gone = await aegis('approve', String(created.body['id']));
  expect(gone.code).toBe(5);
  expect(gone.stderr).toContain('session_exited');
});

test('doctor finds everything in order', async () => {
  const { stdout, code } = await aegis('doctor');
  expect(stdout).toContain('tmux');
  expect(stdout).toContain('2.1.330');
  expect(code).toBe(0);
});
