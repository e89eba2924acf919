import { describe, expect, test } from 'vitest';
import {
  allowAlways,
  allowOnce,
  answerQuestions,
  decisionBody,
  deny,
} from './permission-decision.ts';

const rule = {
  type: 'addRules',
  behavior: 'allow',
  rules: [{ toolName: 'Bash', ruleContent: 'ls:*' }],
  destination: 'localSettings',
};

describe('granting once', () => {
  test('grants nothing wider, and changes no input', () => {
    expect(allowOnce({ toolName: 'Bash', toolInput: { command: 'ls' } })).toEqual({
      behavior: 'allow',
    });
  });

  test('a plan goes back whole, and edits are asked for one by one after it', () => {
    const toolInput = { plan: '# Plan', later: { field: 1 } };
    expect(allowOnce({ toolName: 'ExitPlanMode', toolInput })).toEqual({
      behavior: 'allow',
      updatedInput: toolInput,
      updatedPermissions: [{ type: 'setMode', mode: 'default', destination: 'session' }],
    });
    expect(allowOnce({ toolName: 'ExitPlanMode', toolInput: null })).toMatchObject({
      updatedInput: {},
    });
  });
});

describe('granting for good', () => {
  test('takes the first rule that Claude Code suggested, else the first folder', () => {
    const directories = { type: 'addDirectories', directories: ['/a', '/b'] };
    const mode = { type: 'setMode', mode: 'bypassPermissions' };
    expect(
      allowAlways({ toolName: 'Bash', permissionSuggestions: [mode, directories, rule, rule] }),
    ).toEqual({
      decision: { behavior: 'allow', updatedPermissions: [rule] },
      chosen: 'always allow Bash(ls:*)',
    });
    expect(allowAlways({ toolName: 'Read', permissionSuggestions: [mode, directories] })).toEqual({
      decision: { behavior: 'allow', updatedPermissions: [directories] },
      chosen: 'always allow access to /a, /b',
    });
  });

  test.each<[string, readonly unknown[]]>([
    ['Bash', []],
    ['Bash', [{ type: 'setMode', mode: 'acceptEdits' }]],
    ['Bash', [null, 'addRules', { type: 5 }, {}]],
    ['Bash', [{ ...rule, behavior: 'deny' }]],
    ['ExitPlanMode', [rule]],
  ])('is not possible for %s with %j', (toolName, permissionSuggestions) => {
    expect(allowAlways({ toolName, permissionSuggestions })).toBeNull();
  });
});

test('a rejection stops the turn, or tells Claude why', () => {
  expect(deny(null)).toEqual({ behavior: 'deny', interrupt: true });
  expect(deny('not now')).toEqual({ behavior: 'deny', message: 'not now' });
});

test('answers go beside what was asked', () => {
  const asked = { questions: [{ question: 'Q?' }], other: 1 };
  expect(answerQuestions(asked, { 'Q?': ['A', 'B'], 'R?': ['free text'] })).toEqual({
    behavior: 'allow',
    updatedInput: { ...asked, answers: { 'Q?': 'A, B', 'R?': 'free text' } },
  });
});

test('the body has the shape of a PermissionRequest output', () => {
  const decision = deny(null);
  expect(decisionBody(decision)).toEqual({
    hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
  });
});
