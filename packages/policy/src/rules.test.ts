import type { PolicyRule } from '@aegis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy } from './evaluate-policy.ts';
import { policyProblems } from './policy-problems.ts';
import { allowing, bash, evaluate, request } from './testing/requests.ts';

const call = (tool: string) => request(tool, {});

describe('which rule is meant', () => {
  test('the first in order', () => {
    const rules: PolicyRule[] = [
      { tool: 'mcp__a__x', decision: 'ask' },
      { tool: 'mcp__a__*', decision: 'allow' },
      { tool: '*', decision: 'deny', reason: 'Not here.' },
    ];
    expect(evaluate(rules, call('mcp__a__x'))).toMatchObject({ decision: 'ask', rule: 0 });
    expect(evaluate(rules, call('mcp__a__y'))).toMatchObject({ decision: 'allow', rule: 1 });
    expect(evaluate(rules, call('mcp__b__y'))).toMatchObject({ rule: 2, reason: 'Not here.' });
  });

  test('a pattern for a tool is the whole name, and nothing in it is special but *', () => {
    expect(evaluate([{ tool: 'Re.d', decision: 'allow' }], call('Read')).decision).toBe('ask');
    expect(evaluate([{ tool: 'Rea', decision: 'allow' }], call('Read')).decision).toBe('ask');
    expect(evaluate([{ tool: 'R*d', decision: 'allow' }], call('Read')).decision).toBe('allow');
    expect(evaluate([{ tool: ['A', 'Read'], decision: 'allow' }], call('Read')).rule).toBe(0);
  });

  test('the default, where none is', () => {
    expect(evaluatePolicy({ rules: [] }, call('Read'))).toMatchObject({
      decision: 'ask',
      rule: null,
    });
    const denied = evaluatePolicy({ rules: [], default: 'deny' }, call('Read'));
    expect(denied).toMatchObject({ decision: 'deny', rule: null });
    const some = { ...allowing('ls'), default: 'deny' as const };
    expect(evaluatePolicy(some, bash('ls')).decision).toBe('allow');
    expect(evaluatePolicy(some, bash('ls; x')).decision).toBe('deny');
    expect(evaluatePolicy(some, bash('$X')).decision).toBe('deny');
  });

  test('a rule for the whole of Bash is for whatever it runs', () => {
    const rules: PolicyRule[] = [{ tool: 'Bash', decision: 'allow' }];
    for (const command of ['rm -rf x > y', '$X', 'f() { x; }; f', 'echo "'])
      expect(evaluate(rules, bash(command)).decision).toBe('allow');
  });

  test('order counts for each command by itself, and the strictest verdict for all', () => {
    const rules: PolicyRule[] = [
      { tool: 'Bash', command: 'git push origin docs', decision: 'allow' },
      { tool: 'Bash', command: 'git push *', decision: 'deny' },
      { tool: 'Bash', command: 'git *', decision: 'allow' },
    ];
    expect(evaluate(rules, bash('git push origin docs')).rule).toBe(0);
    expect(evaluate(rules, bash('git push origin docs && git push'))).toMatchObject({
      ...{ decision: 'deny', rule: 1 },
    });
    expect(evaluate(rules, bash('git log && git push origin docs')).decision).toBe('allow');
    expect(evaluate(rules, bash('git log; x; git push')).decision).toBe('deny');
  });

  test('no rule answers a question, and one for a plan names its tool', () => {
    const all: PolicyRule[] = [{ tool: '*', decision: 'allow' }];
    const named: PolicyRule[] = [{ tool: ['AskUserQuestion', 'ExitPlanMode'], decision: 'allow' }];
    expect(evaluate(all, call('AskUserQuestion')).decision).toBe('ask');
    expect(evaluate(named, call('AskUserQuestion')).decision).toBe('ask');
    expect(evaluate(all, call('ExitPlanMode')).decision).toBe('ask');
    expect(evaluate(named, call('ExitPlanMode')).decision).toBe('allow');
    const none: PolicyRule[] = [{ tool: '*', decision: 'deny' }];
    expect(evaluate(none, call('AskUserQuestion')).decision).toBe('deny');
  });

  test('a command rule is for shells alone, and a call without a command is not known', () => {
    const rules: PolicyRule[] = [{ tool: '*', command: 'ls', decision: 'allow' }];
    expect(evaluate(rules, request('PowerShell', { command: 'ls' })).decision).toBe('ask');
    expect(evaluate(rules, request('Monitor', { command: 'ls' })).decision).toBe('allow');
    expect(evaluate(rules, call('Bash')).decision).toBe('ask');
    const deny: PolicyRule[] = [{ tool: 'Bash', command: 'ls', decision: 'deny' }];
    expect(evaluate(deny, call('Bash'))).toMatchObject({ decision: 'ask', mayBeDenied: true });
  });

  test('what a verdict tells is one line, and not long', () => {
    const { subject, reason } = evaluate([], bash(`echo ${'x'.repeat(900)}\n\u001b[2J`));
    expect(subject?.length).toBe(200);
    expect(reason.length).toBeLessThanOrEqual(200);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(`${subject}${reason}`).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('properties', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));

  test('never throws, and allows nothing by no rule', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('Bash', 'Read', 'Glob', 'x'), (value, tool) => {
        const input = { command: value, file_path: value, path: value, pattern: value };
        return evaluatePolicy({ rules: [] }, request(tool, input)).decision === 'ask';
      }),
      { numRuns: 2_000 },
    );
  });

  test('with another command before or after it, nothing is allowed', () => {
    const separator = fc.constantFrom(';', '\n', '&&', '||', '|', '&', ' ; ', '|&');
    fc.assert(
      fc.property(separator, text, fc.boolean(), (between, rest, first) => {
        const command = first
          ? `evil ${rest}${between}git status`
          : `git status${between}evil ${rest}`;
        return evaluatePolicy(allowing('git status'), bash(command)).decision === 'ask';
      }),
      { numRuns: 3_000 },
    );
  });

  test('a denied command is never allowed, whatever stands around it in the same line', () => {
    const policy = {
      rules: [
        { tool: 'Bash', command: 'rm *', decision: 'deny' },
        { tool: 'Bash', decision: 'allow' },
      ] satisfies PolicyRule[],
    };
    const harmless = fc.constantFrom(
      'ls',
      'git status',
      'echo "a b"',
      'x=1',
      '(a)',
      'f $x',
      'a | b',
    );
    const around = fc.constantFrom(
      ...[
        (a: string, rm: string) => `${a}; ${rm}`,
        (a: string, rm: string) => `${rm} && ${a}`,
        (a: string, rm: string) => `if ${a}; then ${rm}; fi`,
        (a: string, rm: string) => `echo "$(${a}; ${rm})"`,
        (a: string, rm: string) => ` ( ${a}; { ${rm}; })`,
        (_: string, rm: string) => `env A=1 ${rm}`,
        (a: string, rm: string) => `${a} | xargs ${rm}`,
      ],
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(around, harmless), { minLength: 1, maxLength: 4 }),
        (layers) => {
          const [[inner, first] = [() => 'rm x', 'ls'], ...outer] = layers;
          const command = outer.reduce((done, [, a]) => `${a}; ( ${done})`, inner(first, 'rm x'));
          return evaluatePolicy(policy, bash(command)).decision === 'deny';
        },
      ),
    );
  });

  test('is done with long and deep commands in good time', () => {
    const long = `${'git status; '.repeat(20_000)}x`;
    const deep = `${'$('.repeat(400)}x${')'.repeat(400)}`;
    const wrapped = `${'sudo '.repeat(300)}x`;
    const hidden = `watch ${'"a b" '.repeat(300)}`;
    const before = performance.now();
    for (const command of [long, deep, wrapped, hidden, '('.repeat(5_000), '<<a '.repeat(2_000)])
      expect(evaluatePolicy(allowing('git status'), bash(command)).decision).toBe('ask');
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('rules that can never be what was meant', () => {
  test.each<[Partial<PolicyRule>, string]>([
    [{ tool: 'Bash', command: 'a; b' }, 'rules.0.command'],
    [{ tool: 'Bash', command: 'a | b' }, 'rules.0.command'],
    [{ tool: 'Bash', command: 'a > b' }, 'rules.0.command'],
    [{ tool: 'Bash', command: 'a $X' }, 'rules.0.command'],
    [{ tool: 'Bash', command: 'a "' }, 'rules.0.command'],
    [{ tool: 'Bash', command: ' ' }, 'rules.0.command'],
    [{ tool: 'Bash', command: '# a' }, 'rules.0.command'],
    [{ tool: 'Bash', command: 'A=1' }, 'rules.0.command'],
    [{ tool: 'Bash', command: ['ls', 'a?'] }, 'rules.0.command'],
    [{ tool: 'Read', command: 'ls' }, 'rules.0.command'],
    [{ tool: 'WebFetch', path: 'a' }, 'rules.0.path'],
    [{ tool: 'mcp__a__*', path: 'a' }, 'rules.0.path'],
    [{ tool: 'Bash', command: 'ls', path: 'a' }, 'rules.0.path'],
    [{ tool: 'Read', path: '../a' }, 'rules.0.path'],
    [{ tool: 'Read', path: '!a' }, 'rules.0.path'],
    [{ tool: 'Read', path: '~other/a' }, 'rules.0.path'],
  ])('%j', (rule, path) => {
    const rules = [{ decision: 'deny', tool: '', ...rule }] satisfies PolicyRule[];
    expect(policyProblems({ rules }).map((problem) => problem.path)).toEqual([path]);
  });

  test.each<PolicyRule>([
    { tool: 'Bash', command: '*', decision: 'allow' },
    { tool: '*', command: 'ls', decision: 'allow' },
    {
      tool: 'Bash',
      command: ["git commit -m 'a b'", 'FOO=1 x', '[ *', 'a --b=*'],
      decision: 'allow',
    },
    { tool: 'Bash', path: 'a/**', decision: 'allow' },
    { tool: '*', path: ['~/x', '/a/{b,c}', '**'], decision: 'deny' },
  ])('%j is none of them', (rule) => {
    expect(policyProblems({ rules: [rule] })).toEqual([]);
  });

  test('one that is in a policy all the same allows nothing, and where it restricts it is asked', () => {
    expect(evaluatePolicy(allowing('a; b'), bash('a; b')).decision).toBe('ask');
    const rules: PolicyRule[] = [
      { tool: 'Bash', command: 'a; b', decision: 'deny' },
      { tool: 'Bash', decision: 'allow' },
    ];
    expect(evaluate(rules, bash('x'))).toMatchObject({ decision: 'ask', mayBeDenied: true });
  });
});
