import type { PipelineDefinition, PipelineStep } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { definitionProblems, planPipeline } from './check-definition.ts';

const step = (name: string, more: Partial<PipelineStep> = {}): PipelineStep => ({
  name,
  prompt: 'go',
  ...more,
});
const pipeline = (...steps: PipelineStep[]): PipelineDefinition => ({
  ...{ name: 'p', workDir: '/w', steps, variables: { issue: '7' } },
});
const problemsOf = (...steps: PipelineStep[]) =>
  definitionProblems(pipeline(...steps)).map(({ path, message }) => `${path}: ${message}`);

test('a plan has waves, whichever order the steps are in', () => {
  const steps = [
    step('join', { dependsOn: ['one', 'two'] }),
    step('two', { dependsOn: ['plan'] }),
    step('plan'),
    step('one', { dependsOn: ['plan'] }),
    step('other'),
  ];
  expect(planPipeline(pipeline(...steps)).waves).toEqual([
    ['plan', 'other'],
    ['two', 'one'],
    ['join'],
  ]);
});

describe('refused is', () => {
  test('a cycle, by the way through it', () => {
    const cycle = ['a', 'b', 'c'].map((name, at) =>
      step(name, { dependsOn: [['c', 'a', 'b'][at] ?? ''] }),
    );
    expect(problemsOf(step('x'), ...cycle)).toEqual([
      'steps: the steps wait for each other: a -> c -> b -> a',
    ]);
    expect(problemsOf(step('a', { dependsOn: ['a'] }))).toEqual([
      'steps: the steps wait for each other: a -> a',
    ]);
  });

  test('a policy with a rule that can never be what was meant', () => {
    const policy = { rules: [{ tool: 'Bash', command: 'a && b', decision: 'allow' as const }] };
    expect(problemsOf(step('a', { session: { policy } }))).toEqual([
      'steps.0.session.policy.rules.0.command: step "a": session.policy.rules.0.command: "a && b" is not the words of one simple command, with * for any',
    ]);
  });

  test('a name that is there twice, or is nobody’s', () => {
    expect(problemsOf(step('a'), step('a'), step('b', { dependsOn: ['c'] }))).toEqual([
      'steps.1.name: "a" is the name of step 0 too',
      'steps.2.dependsOn: step "b" depends on "c", and there is no such step',
    ]);
  });

  test.each([
    ['{{vars.none}}', 'there is no variable "none"'],
    ['{{vars.constructor}}', 'there is no variable "constructor"'],
    ['{{steps.none.output}}', 'there is no step "none"'],
    ['{{steps.late.output}}', 'is known only once "late" has run; add it to dependsOn'],
    ['{{steps.b.output}}', 'is known only once "b" has run'],
    ['{{steps.a.branch}}', 'step "a" has no branch: it has no worktree'],
    ['{{steps.a.secret}}', 'is nothing that there is'],
    ['{{issue}}', 'Write \\{{ where braces are meant'],
  ])('the placeholder %s', (placeholder, words) => {
    const b = step('b', { dependsOn: ['a'], prompt: `x ${placeholder}` });
    const problems = problemsOf(step('a'), b, step('late', { dependsOn: ['b'] }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('steps.1.prompt: step "b": ');
    expect(problems[0]).toContain(words);
  });

  test.each([
    ['a command', '/clear'],
    ['a command out of a variable', '{{vars.command}}'],
    ['blank', '   '],
    ['a control character', 'a\u0003b'],
  ])('a prompt that is %s', (_name, prompt) => {
    const definition = { ...pipeline(step('a', { prompt })), variables: { command: '/clear' } };
    expect(definitionProblems(definition)).toHaveLength(1);
  });

  test('a directory that Claude’s words would lead to', () => {
    const b = step('b', { dependsOn: ['a'], workDir: '/w/{{steps.a.output}}' });
    expect(problemsOf(step('a'), b)[0]).toContain('only {{steps.NAME.workDir}} can');
  });

  test('all of it at once, and the first problems in words', async () => {
    const steps = Array.from({ length: 9 }, () => step('a', { prompt: '{{vars.x}}' }));
    const error = await thrownBy(() => planPipeline(pipeline(...steps)));
    expect(error?.code).toBe('pipeline_invalid');
    expect(error?.message).toContain('and 12 more');
    expect(error?.details).toMatchObject({ problems: { length: 17 } });
  });
});

test('what a step depends on through others can be used as well', () => {
  const c = step('c', {
    dependsOn: ['b'],
    prompt: '{{steps.a.output}} {{steps.a.branch}} {{vars.issue}} \\{{x}}',
    workDir: '{{steps.a.workDir}}/{{vars.issue}}',
    worktree: { base: '{{steps.a.branch}}' },
  });
  expect(problemsOf(step('a', { worktree: true }), step('b', { dependsOn: ['a'] }), c)).toEqual([]);
});
