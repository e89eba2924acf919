import { AegisError, type Pipeline } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';
import {
  PIPELINE,
  samplePipeline as pipeline,
  sampleStep as step,
} from '../testing/sample-pipeline.ts';

const FILE = `name: release
variables: { version: '1' }
steps:
  - name: plan
    prompt: plan {{vars.version}}
  - name: build
    dependsOn: [plan]
    prompt: build
`;

const within = { timeout: 10_000 };
let world: FakeWorld;
let now: Pipeline;
let events = 0;
beforeEach(async () => {
  world = await createFakeWorld();
  now = pipeline();
  world.aegis.answer('getPipeline', () => now);
  world.aegis.answer('createPipeline', () => now);
  world.aegis.answer('listPipelines', () => ({ pipelines: [now], nextCursor: null }));
});
afterEach(() => world.aegis.stop());

/** It is as given from now on, and its event says that something changed. */
function become(next: Pipeline): void {
  now = next;
  const { id, name, status } = next;
  const data = { pipelineId: id, name, status, step: null };
  world.aegis.emit({ id: (events += 1), sessionId: null, at: AT, type: 'pipeline-changed', data });
}

const succeeded = pipeline({
  status: 'succeeded',
  endedAt: '2026-01-02T03:05:04.678Z',
  steps: [
    step('build', { dependsOn: ['plan'], status: 'succeeded', output: 'Built.' }),
    step('plan', { status: 'succeeded', output: 'Planned.' }),
  ],
});

describe('pipeline run', () => {
  test('sends the file, follows its steps and ends with it', async () => {
    const { io, done } = world.start(['pipeline', 'run', '-', '--var', 'version=2'], {
      stdin: FILE,
    });
    await world.streamOpen();
    become(
      pipeline({
        steps: [
          step('build', { dependsOn: ['plan'] }),
          step('plan', { status: 'running', sessionId: ID }),
        ],
      }),
    );
    await expect.poll(() => io.written.stderr, within).toContain(`plan: running in ${ID}\n`);
    become(
      pipeline({
        steps: [step('plan', { status: 'running', sessionId: ID, waitsOn: 'Bash command' })],
      }),
    );
    await expect.poll(() => io.written.stderr, within).toContain('waits: Bash command\n');
    become(succeeded);
    const run = await done;
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/pip_0+1 {2}release {2}succeeded {2}2 of 2 steps, 59s, \$0\.5000\n/);
    expect(run.stdout).toMatch(/^ {2}✓ plan .*\n {2}└ ✓ build .*after plan/m);
    expect(run.stdout).toContain('plan:\n  Planned.');
    expect(world.bodies()[0]).toEqual([
      'createPipeline',
      {
        name: 'release',
        workDir: '/here',
        variables: { version: '2' },
        steps: [
          { name: 'plan', prompt: 'plan {{vars.version}}' },
          { name: 'build', dependsOn: ['plan'], prompt: 'build' },
        ],
      },
    ]);
  });

  test('is a failure where it fails, and says how to go on', async () => {
    const error = { code: 'gate_failed', message: 'npm test failed' } as const;
    now = pipeline({ status: 'failed', steps: [step('plan', { status: 'failed', error })] });
    const run = await world.run(['pipeline', 'run', '-'], { stdin: FILE });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`aegis pipeline resume ${PIPELINE}`);
    expect(run.stdout).toContain('✗ plan');
    expect(run.stdout).toContain('npm test failed');
  });

  test('interrupted, says that it goes on', async () => {
    const { io, done } = world.start(['pipeline', 'watch', 'release']);
    await world.streamOpen();
    io.stop.abort(new Error('stopped by the test'));
    expect((await done).stderr).toContain(`aegis pipeline cancel ${PIPELINE}`);
  });

  test('with --detach prints its id; with --json all of it', async () => {
    const detached = await world.run(['pipeline', 'run', '-', '--detach'], { stdin: FILE });
    expect(detached).toMatchObject({ code: 0, stdout: `${PIPELINE}\n` });
    now = succeeded;
    const json = await world.run(['pipeline', 'run', '-', '--json'], { stdin: FILE });
    expect(JSON.parse(json.stdout)).toEqual(succeeded);
    expect(json.stderr).toBe('');
  });

  test('draws the graph on a terminal, and takes it away', async () => {
    now = succeeded;
    const run = await world.run(['pipeline', 'watch', PIPELINE], { isTty: true });
    expect(run.stderr).toContain('✓ plan');
    // eslint-disable-next-line no-control-regex -- what is drawn is what is looked for
    expect(run.stderr).toMatch(/\u001B\[3A\r\u001B\[J$/);
  });

  test.each<[string, string, RegExp]>([
    [
      'a step without a prompt',
      'name: a\nsteps:\n  - name: b\n',
      /stdin:3: steps\.0\.prompt: is required/,
    ],
    ['broken YAML', 'name: [', /stdin:1:\d+: /],
    ['no map', '- a', /stdin:1: must be one JSON object/],
  ])('refuses %s with its line', async (_name, stdin, message) => {
    const run = await world.run(['pipeline', 'run', '-'], { stdin });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(world.bodies()).toEqual([]);
  });
});

describe('the other commands', () => {
  test('check shows what runs when, or what the server refuses', async () => {
    world.aegis.answer('checkPipeline', () => ({
      name: 'release',
      waves: [['plan', 'lint'], ['build']],
    }));
    const run = await world.run(['pipeline', 'check', '-'], { stdin: FILE });
    expect(run.stdout).toBe('release can be run:\n  1. plan, lint\n  2. build\n');
    world.aegis.answer('checkPipeline', () => {
      throw new AegisError('pipeline_invalid', 'plan and build depend on each other.');
    });
    expect(await world.run(['pipeline', 'check', '-'], { stdin: FILE })).toMatchObject({ code: 1 });
  });

  test('ls, show', async () => {
    expect((await world.run(['pipeline', 'ls'])).stdout).toMatch(
      /release +running +0\/2 +1m +\$0\.5000\n/,
    );
    expect((await world.run(['pipeline', 'show', 'pip_0000'])).stdout).toContain('· plan');
    expect((await world.run(['pipeline', 'ls', '-s', 'nonsense'])).code).toBe(2);
  });

  test('cancel, resume and rm find it by name', async () => {
    world.aegis.answer('cancelPipeline', () => pipeline({ status: 'cancelled' }));
    world.aegis.answer('resumePipeline', () => now);
    world.aegis.answer('deletePipeline', () => ({ ok: true }));
    expect((await world.run(['pipeline', 'cancel', 'release'])).stdout).toContain('cancelled');
    expect((await world.run(['pipeline', 'resume', 'release', '-d'])).stdout).toBe(`${PIPELINE}\n`);
    expect((await world.run(['pipeline', 'rm', 'release'])).stdout).toBe(
      `Removed ${PIPELINE} (release)\n`,
    );
  });

  test('name what is close where nothing fits', async () => {
    const run = await world.run(['pipeline', 'show', 'relaese']);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('Did you mean "release"?');
    expect(run.stderr).toContain('aegis pipeline ls');
  });
});
