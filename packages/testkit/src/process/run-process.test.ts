import { expect, test } from 'vitest';
import { OWNERS_VARIABLE } from '../reaper/marks.ts';
import { runChecked } from './run-checked.ts';
import { runProcess } from './run-process.ts';

const node = process.execPath;

test('output, exit code and input', async () => {
  const script = `process.stdin.on('data', (d) => process.stdout.write('got ' + d));
    process.stdin.on('end', () => { console.error('bye'); process.exitCode = 3; });`;
  const result = await runProcess([node, '-e', script], { stdin: 'é "$X"\n' });
  expect(result).toEqual({ code: 3, signal: null, stdout: 'got é "$X"\n', stderr: 'bye\n' });
});

test('the environment is the one given, and the mark of its owner', async () => {
  const script = 'console.log(JSON.stringify(process.env))';
  const { stdout } = await runProcess([node, '-e', script], { env: { ONLY: 'this' } });
  const environment = JSON.parse(stdout) as Record<string, string>;
  expect(environment).toMatchObject({ ONLY: 'this' });
  expect(environment).not.toHaveProperty('PATH');
  expect(environment[OWNERS_VARIABLE]?.split(',').at(-1)).toMatch(new RegExp(`^${process.pid}\\.`));
});

test('a command that hangs is ended', async () => {
  const result = await runProcess([node, '-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 });
  expect(result).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('a grandchild that keeps the output open does not hold the result', async () => {
  const start = performance.now();
  const { stdout } = await runProcess(['sh', '-c', 'sleep 3 & echo started']);
  expect(stdout).toBe('started\n');
  expect(performance.now() - start).toBeLessThan(2_000);
});

test('a command that does not exist rejects', async () => {
  await expect(runProcess(['/no/such/command'])).rejects.toMatchObject({ code: 'ENOENT' });
});

test('runChecked rejects with what the command wrote', async () => {
  await expect(runChecked(['sh', '-c', 'echo no >&2; exit 4'], {})).rejects.toMatchObject({
    code: 'command_failed',
    message: expect.stringMatching(/exit code 4: no$/) as string,
  });
});
