import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash, runOnPty, runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  for (const name of ['one', 'two', 'three']) {
    stage.api.when(`do ${name}`, [say(`${name} is done.`)]);
  }
  stage.api.when('ask first', [[say('A command.'), bash('echo yes > yes.txt')], say('Written.')]);
});
afterAll(() => stage.dispose());

const aegis = (...words: string[]) =>
  runProcess([process.execPath, CLI, ...words], { env: stage.env, cwd: stage.workDir });

test('a batch runs each task to its end, and ends its sessions', async () => {
  const tasks = join(stage.workDir, 'tasks.ndjson');
  const lines = ['one', 'two', 'three'].map((name) =>
    JSON.stringify({ name: `batch-${name}`, prompt: `do ${name}` }),
  );
  writeFileSync(tasks, lines.join('\n'));
  const run = await aegis('batch', '-f', tasks, '-c', '2', '--kill');
  expect(run.stdout).toContain('3 completed.');
  expect(run.stdout).toMatch(/batch-two +completed .* two is done\./);
  expect(run.stdout).not.toContain('$0.0000');
  expect(run.code).toBe(0);
  const { sessions } = JSON.parse((await aegis('ls', '--json')).stdout) as {
    sessions: { status: string }[];
  };
  expect(sessions.every(({ status }) => status === 'exited')).toBe(true);
});

test('the live table shows what is asked, and its keys answer it', async () => {
  const terminal = runOnPty([process.execPath, CLI, 'watch'], { env: stage.env, cols: 100 });
  const shows = (text: string, from = 0) =>
    expect.poll(() => terminal.output.slice(from), { timeout: 30_000 }).toContain(text);
  await shows('No sessions');
  await aegis('create', '-n', 'asks', '-p', 'ask first');
  await shows('echo yes > yes.txt');
  const before = terminal.output.length;
  terminal.write('a');
  await shows('command: echo yes > yes.txt', before);
  await shows('Approving takes: 1. Yes', before);
  terminal.write('y');
  await shows('Approved:', before);
  await shows('Written.', before);
  expect(existsSync(join(stage.workDir, 'yes.txt'))).toBe(true);
  terminal.write('q');
  expect((await terminal.exit).code).toBe(0);
});

test('logs and events tell what happened, and end', async () => {
  const logs = await aegis('logs', 'asks');
  expect(logs.stdout).toMatch(/user +ask first\n/);
  expect(logs.stdout).toMatch(/tool +Bash echo yes > yes\.txt\n/);
  expect(logs.stdout).toMatch(/assistant Written\.\n/);
  const events = await aegis('events', '--session', 'asks', '--type', 'pending-opened,turn-ended');
  expect(events).toMatchObject({ code: 0, stderr: '' });
  expect(events.stdout).toMatch(/pending-opened [^\n]+\n[\s\S]*turn-ended completed, Written\.\n$/);
});

test('names are completed, and what is close is named', async () => {
  expect((await aegis('__complete', 'sessions')).stdout).toContain('asks\tidle\n');
  const missing = await aegis('status', 'akss');
  expect(missing.code).toBe(4);
  expect(missing.stderr).toContain('Did you mean "asks"?');
});
