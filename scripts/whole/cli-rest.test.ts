import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash, runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  stage.api.when('Say hello to Ada', [say('Hello, Ada.')]);
  stage.api.when('plan 2', [say('First the tests.')]);
  stage.api.when('Do this: First the tests.', [say('Built.')]);
  stage.api.when('make a file', [bash('touch made.txt'), say('Made.')]);
});
afterAll(() => stage.dispose());

const aegis = (words: readonly string[], stdin = '') =>
  runProcess([process.execPath, CLI, ...words], {
    env: stage.env,
    cwd: stage.workDir,
    stdin,
    timeoutMs: 90_000,
  });

/** Runs one that is to succeed, and gives back what it printed. */
async function well(words: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await aegis(words, stdin);
  expect(code, `aegis ${words.join(' ')}: ${stderr}${stdout}`).toBe(0);
  return stdout;
}

test('the shared state', async () => {
  await well(['memory', 'set', 'plan/a', 'First the tests.']);
  await well(['state', 'set', 'ports', '[8080]', '--parse', '--ttl', '1h']);
  expect(await well(['memory', 'get', 'plan/a'])).toBe('First the tests.\n');
  expect(await well(['memory', 'ls', 'p'])).toMatch(
    /plan\/a [^\n]+\nports +\d+s +in \d+m +\[8080\]\n/,
  );
  await well(['memory', 'rm', 'ports']);
  expect((await aegis(['memory', 'get', 'ports'])).code).toBe(4);
});

test('a template is kept and run', async () => {
  await well(['template', 'add', 'greet', '-p', 'Say hello to {{name}}', '--var', 'name']);
  expect(await well(['template', 'ls'])).toMatch(/greet +name +own/);
  const run = ['template', 'run', 'greet', '-n', 'hello', '--wait'];
  expect((await aegis(run)).stderr).toContain('variable_missing');
  expect(await well([...run, '--var', 'name=Ada'])).toBe('Hello, Ada.\n');
  expect((await aegis(['template', 'show', 'gret'])).stderr).toContain('Did you mean "greet"?');
});

test('how a session went, and commands in it', async () => {
  expect(await well(['summary', 'hello'])).toContain('Hello, Ada.');
  expect(await well(['metrics', 'hello'])).toContain('completed 1');
  expect(await well(['latency', 'hello'])).toMatch(/startup +1 /);
  expect(await well(['health', 'hello'])).toContain('well');
  expect(await well(['swarm'])).toContain('hello');
  expect(await well(['bash', 'hello', 'echo from the shell'])).toBe('from the shell\n');
  expect(await well(['gate', 'hello', '-c', 'true'])).toContain('pass');
  const failed = await aegis(['gate', 'hello', '-c', 'false', '--no-transcript']);
  expect(failed.code).toBe(1);
  expect((await aegis(['gate', 'hello', '--last', '--json'])).stdout).toContain('"verdict":"fail"');
});

test('a policy decides where somebody would have been asked', async () => {
  const policy = 'rules:\n  - tool: Bash\n    command: touch *\n    decision: allow\n';
  expect(await well(['policy', 'set', 'hello', '-'], policy)).toContain('touch *');
  expect(await well(['send', 'hello', 'make a file', '--wait'])).toBe('Made.\n');
  expect(existsSync(join(stage.workDir, 'made.txt'))).toBe(true);
  expect(await well(['recovery', 'set', 'hello', '--steps', 'nudge,escalate'])).toContain('nudge');
  await well(['policy', 'clear', 'hello']);
});

test('a pipeline is checked, run and removed', async () => {
  const file = join(stage.workDir, 'release.yaml');
  const steps = [
    '  - { name: plan, prompt: "plan {{vars.version}}" }',
    '  - { name: build, dependsOn: [plan], prompt: "Do this: {{steps.plan.output}}" }',
  ];
  writeFileSync(file, ['name: release', 'steps:', ...steps].join('\n'));
  const version = ['--var', 'version=2'];
  expect(await well(['pipeline', 'check', file, ...version])).toContain('1. plan\n  2. build');
  const { code, stdout, stderr } = await aegis(['pipeline', 'run', file, ...version]);
  expect(stderr).toMatch(/plan: running[\s\S]*plan: succeeded[\s\S]*build: succeeded/);
  expect(stdout).toMatch(/release {2}succeeded {2}2 of 2 steps/);
  expect(stdout).toContain('build:\n  Built.');
  expect(code).toBe(0);
  expect(await well(['pipeline', 'ls'])).toContain('2/2');
  await well(['pipeline', 'rm', 'release']);
  expect((await aegis(['pipeline', 'show', 'release'])).code).toBe(4);
});
