import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash, eventually, say, thinkFor } from '@aegis/testkit';
import {
  pipelineDefinitionSchema,
  type PipelineDefinition,
  type PipelineStep,
} from '@aegis/protocol';
import { openSqliteStore } from '@aegis/store/sqlite';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGitRepository, type GitRepository } from './testing/git-repository.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let repository: GitRepository;
beforeAll(async () => {
  world = await createRealWorld();
  repository = await createGitRepository();
  world.home.trust(repository.path);
});
afterAll(async () => {
  await world.dispose();
  await repository.dispose();
});

const ALLOWED = { claudeArgs: ['--allowedTools', 'Bash'] };
const step = (name: string, more: Partial<PipelineStep> = {}): PipelineStep => ({
  name,
  prompt: `do ${name}`,
  session: ALLOWED,
  ...more,
});
const pipeline = (
  steps: PipelineStep[],
  more: Partial<PipelineDefinition> = {},
): PipelineDefinition => ({ name: 'test', workDir: repository.path, steps, ...more });
const commit = (file: string, text: string) =>
  bash(`echo '${text}' > ${file} && git add . && git commit -qm 'Add ${file}'`);
const received = () =>
  world.api.requests.filter(({ kind }) => kind === 'main').map(({ prompt }) => prompt);
const running = () => world.aegis.sessions.live().length;

async function run(definition: PipelineDefinition) {
  const { id } = await world.aegis.pipelines.create(definition);
  return world.aegis.pipelines.wait(id, { timeoutMs: 90_000 });
}

test('a diamond: two steps work at once in worktrees, and one joins what they did', async () => {
  world.api.when('do plan', [say('Two files: one.txt, two.txt.')]);
  world.api.when('do one of Two files', [[commit('one.txt', '1')], say('One is done.')]);
  world.api.when('do two of Two files', [[commit('two.txt', '2')], say('Two is done.')]);
  world.api.when('join ', [
    [bash("git merge -q --no-edit $(git branch --format='%(refname:short)' --list 'aegis/*')")],
    say('Joined.'),
  ]);
  const done = await run(
    pipeline([
      step('plan'),
      step('one', {
        dependsOn: ['plan'],
        prompt: 'do one of {{steps.plan.output}}',
        worktree: true,
      }),
      step('two', {
        dependsOn: ['plan'],
        prompt: 'do two of {{steps.plan.output}}',
        worktree: true,
      }),
      step('join', {
        dependsOn: ['one', 'two'],
        prompt:
          'join {{steps.one.branch}} and {{steps.two.branch}}: {{steps.one.output}} {{steps.two.output}}',
      }),
    ]),
  );
  expect(done.steps.map(({ name, status, error }) => [name, status, error])).toEqual([
    ['plan', 'succeeded', null],
    ['one', 'succeeded', null],
    ['two', 'succeeded', null],
    ['join', 'succeeded', null],
  ]);
  expect(done.status).toBe('succeeded');
  const [plan, one, two, join_] = done.steps;
  expect([plan?.output, one?.output, two?.output, join_?.output]).toEqual([
    'Two files: one.txt, two.txt.',
    'One is done.',
    'Two is done.',
    'Joined.',
  ]);
  expect(received().at(-1)).toContain(
    `join ${one?.worktree?.branch} and ${two?.worktree?.branch}: One is done. Two is done.`,
  );
  // The two worked side by side, and each where the other did not see it.
  expect(Date.parse(one?.startedAt ?? '')).toBeLessThan(Date.parse(two?.endedAt ?? ''));
  expect(Date.parse(two?.startedAt ?? '')).toBeLessThan(Date.parse(one?.endedAt ?? ''));
  expect(existsSync(join(one?.worktree?.path ?? '', 'two.txt'))).toBe(false);
  expect(readFileSync(join(repository.path, 'one.txt'), 'utf8')).toBe('1\n');
  expect(readFileSync(join(repository.path, 'two.txt'), 'utf8')).toBe('2\n');
  expect(done.usage.outputTokens).toBeGreaterThan(0);
  expect(done.usage.outputTokens).toBe(
    done.steps.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
  );
  expect(running()).toBe(0);
}, 120_000);

test('the example of the documentation runs', async () => {
  const path = new URL('../../../docs/examples/diamond.json', import.meta.url);
  const example = v.parse(pipelineDefinitionSchema, JSON.parse(readFileSync(path, 'utf8')));
  world.api.when('Plan a dark mode', [say('Styles, then settings.')]);
  world.api.when('Build the styles', [[commit('styles.css', 'a')], say('Styled.')]);
  world.api.when('Build the settings', [[commit('settings.json', 'b')], say('Set.')]);
  world.api.when('Merge aegis/', [say('Merged.')]);
  const steps = example.steps.map((each) => ({
    ...each,
    session: { ...each.session, ...ALLOWED },
  }));
  const done = await run({ ...example, steps, workDir: repository.path });
  expect(done.steps.map(({ status, output }) => [status, output])).toEqual([
    ['succeeded', 'Styles, then settings.'],
    ['succeeded', 'Styled.'],
    ['succeeded', 'Set.'],
    ['succeeded', 'Merged.'],
  ]);
  expect(received().at(-1)).toMatch(
    /^Merge aegis\/dark-mode-styles-[\da-v]{8} and aegis\/dark-mode-settings-[\da-v]{8}, /,
  );
  expect(await repository.branches()).toContain('dark-mode');
}, 120_000);

test('a later step works where an earlier one did, whose worktree goes when nobody needs it any more', async () => {
  world.api.when('do look', [say('Seen.')]);
  world.api.when('do again in', [say('Seen again.')]);
  const done = await run(
    pipeline([
      step('look', { worktree: { branch: 'looks' } }),
      step('again', {
        dependsOn: ['look'],
        prompt: 'do again in {{steps.look.branch}}',
        workDir: '{{steps.look.workDir}}',
      }),
    ]),
  );
  expect(done.steps.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  const [look, again] = done.steps.map(({ sessionId }) =>
    world.aegis.sessions.get(sessionId ?? '').info(),
  );
  expect(again?.workDir).toBe(look?.workDir);
  await eventually('the worktree to go', () => !existsSync(look?.workDir ?? ''));
  await eventually('that to be told', () => {
    return world.aegis.pipelines.get(done.id).steps[0]?.worktree === null;
  });
  expect(await repository.branches()).not.toContain('looks');
}, 60_000);

test('a gate decides: a step that fails it is tried again, with what the first try left', async () => {
  world.api.when('do gated', [[bash('echo >> tries.txt')], say('It is ready.')]);
  const twice =
    'const n = require("fs").readFileSync("tries.txt").length; process.exit(n === 2 ? 0 : 1)';
  const gate = { commands: [{ name: 'twice', command: ['node', '-e', twice] }], transcript: false };
  const done = await run(
    pipeline(
      [
        step('gated', { gate, retry: { attempts: 2 } }),
        step('never', { gate: { commands: [{ command: ['false'] }] }, prompt: 'do gated' }),
        step('blocked', { dependsOn: ['never'] }),
      ],
      { concurrency: 1, onFailure: 'continue' },
    ),
  );
  expect(done.status).toBe('failed');
  expect(done.steps).toMatchObject([
    { status: 'succeeded', attempt: 2, gate: { verdict: 'pass', checks: [{ name: 'twice' }] } },
    { status: 'failed', error: { code: 'gate_failed' }, gate: { verdict: 'fail' }, output: null },
    { status: 'blocked', gate: null },
  ]);
  expect(running()).toBe(0);
}, 60_000);

test('a step that asks waits, and says so; a permission given lets it go on', async () => {
  world.api.when('do ask', [[bash('touch asked.txt')], say('Touched.')]);
  const { id } = await world.aegis.pipelines.create(pipeline([step('ask', { session: {} })]));
  const first = () => world.aegis.pipelines.get(id).steps[0];
  await eventually('the step to wait', () => first()?.waitsOn === 'bash');
  expect(first()?.status).toBe('running');
  await eventually('an answer', () =>
    world.aegis.sessions
      .get(first()?.sessionId ?? '')
      .approve()
      .then(
        () => true,
        () => false,
      ),
  );
  const done = await world.aegis.pipelines.wait(id, { timeoutMs: 30_000 });
  expect(done.steps[0]).toMatchObject({ status: 'succeeded', waitsOn: null, output: 'Touched.' });
}, 60_000);

test('a step that takes too long is ended and tried again; what depends on a failed one is blocked', async () => {
  world.api.when('do late', [[thinkFor(60_000), say('Late.')]]);
  const done = await run(
    pipeline([
      step('late', { timeoutMs: 4_000, retry: { attempts: 2, delayMs: 100 } }),
      step('never', { dependsOn: ['late'] }),
    ]),
  );
  expect(done.status).toBe('failed');
  expect(done.steps).toMatchObject([
    { status: 'failed', attempt: 2, error: { code: 'timeout' } },
    { status: 'blocked', attempt: 0 },
  ]);
  expect(running()).toBe(0);
}, 60_000);

test('cancelled, its sessions have ended; resumed, it goes on with what it has', async () => {
  world.api.when('do begin', [say('Begun.')]);
  world.api.when('do slow after Begun.', [[thinkFor(60_000), say('Slow.')]]);
  const { id } = await world.aegis.pipelines.create(
    pipeline([
      step('begin'),
      step('slow', { dependsOn: ['begin'], prompt: 'do slow after {{steps.begin.output}}' }),
    ]),
  );
  await eventually('the second step', () => {
    return world.aegis.pipelines.get(id).steps[1]?.sessionId ?? false;
  });
  const cancelled = await world.aegis.pipelines.cancel(id);
  expect(cancelled.steps.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  expect(running()).toBe(0);
  expect(await world.aegis.pipelines.cancel(id)).toEqual(cancelled);
  world.api.when('do slow after Begun.', [say('Quick this time.')]);
  await world.aegis.pipelines.resume(id);
  const done = await world.aegis.pipelines.wait(id, { timeoutMs: 30_000 });
  expect(done.steps).toMatchObject([
    { status: 'succeeded', attempt: 1, output: 'Begun.' },
    { status: 'succeeded', attempt: 2, output: 'Quick this time.' },
  ]);
  expect(received().filter((prompt) => prompt === 'do begin')).toHaveLength(1);
}, 60_000);

test('a restart in the middle of a step: it is judged by how its turn ended, and nothing is sent twice', async () => {
  world.api.when('do work', [[bash('sleep 3')], say('Worked.')]);
  world.api.when('do rest after Worked.', [say('Rested.')]);
  const { id } = await world.aegis.pipelines.create(
    pipeline([
      step('work'),
      step('rest', { dependsOn: ['work'], prompt: 'do rest after {{steps.work.output}}' }),
    ]),
  );
  await eventually('the turn', () => received().includes('do work'));
  await world.aegis.close();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await world.restart();
  const done = await world.aegis.pipelines.wait(id, { timeoutMs: 30_000 });
  expect(done.steps.map(({ status, attempt, error }) => [status, attempt, error])).toEqual([
    ['succeeded', 1, null],
    ['succeeded', 1, null],
  ]);
  expect(done.steps.map(({ output }) => output)).toEqual(['Worked.', 'Rested.']);
  const { sessions } = world.aegis.sessions.list({ tag: `pipeline:${id}` });
  expect(sessions.map(({ pipeline: of }) => of?.step)).toEqual(['rest', 'work']);
}, 60_000);

test('a step that hangs in its worktree is pivoted out of it: another session goes on there, as the same try', async () => {
  world.api.when('do hang', [[commit('half.txt', '1')], [thinkFor(600_000), say('late')]]);
  world.api.when('do it anew', [say('Done anew.')]);
  const { id } = await world.aegis.pipelines.create(
    pipeline([
      step('hang', {
        worktree: { keep: 'always' },
        session: {
          ...{ ...ALLOWED, stallThresholdMs: 3_000 },
          recovery: { rungs: [{ rung: 'pivot', prompt: 'do it anew', afterMs: 0 }] },
        },
      }),
    ]),
  );
  const done = await world.aegis.pipelines.wait(id, { timeoutMs: 40_000 });
  expect(done.steps).toMatchObject([{ status: 'succeeded', attempt: 1, output: 'Done anew.' }]);
  const { sessions } = world.aegis.sessions.list({ tag: `pipeline:${id}` });
  expect(sessions).toHaveLength(2);
  const [next, first] = sessions;
  expect(next?.id).toBe(done.steps[0]?.sessionId);
  for (const session of [next, first]) {
    expect(session).toMatchObject({ pipeline: { id, step: 'hang', attempt: 1 } });
    expect(session?.workDir).toBe(next?.workDir);
  }
  const branch = await repository.git(['branch', '--show-current'], next?.workDir);
  expect(branch).toBe(done.steps[0]?.worktree?.branch);
  expect(existsSync(join(next?.workDir ?? '', 'half.txt'))).toBe(true);
}, 60_000);

test('closed with its sessions, a pipeline begins nothing while Aegis closes, and goes on at the next start', async () => {
  world.api.when('do close', [[thinkFor(60_000), say('Closed.')]]);
  const { id } = await world.aegis.pipelines.create(
    pipeline([step('close', { retry: { attempts: 2 } })]),
  );
  await eventually('the turn', () => received().includes('do close'));
  await world.aegis.close({ killSessions: true });
  const store = openSqliteStore({ path: join(world.stateDir, 'aegis.db') });
  const tries = store.listSessions({ tag: `pipeline:${id}`, limit: 10 }).sessions;
  store.close();
  expect(tries.map(({ endedAt }) => endedAt !== null)).toEqual([true]);
  world.api.when('do close', [say('Closed.')]);
  await world.restart();
  const done = await world.aegis.pipelines.wait(id, { timeoutMs: 30_000 });
  expect(done.steps).toMatchObject([{ status: 'succeeded', attempt: 2, output: 'Closed.' }]);
}, 60_000);
