import { describe, expect, test } from 'vitest';
import { CLAUDE_FEATURES, claudeFeatures, hookEvents } from './claude-features.ts';

const namesOf = (version: string | null) =>
  Object.entries(claudeFeatures(version))
    .filter(([, has]) => has)
    .map(([name]) => name);

describe('claudeFeatures', () => {
  const all = CLAUDE_FEATURES.map(({ name }) => name);

  test('a version that is not known, or newer than all that were measured, has everything', () => {
    for (const version of [null, '', 'nightly', '2.1.331', '3.0.0', '10.0.0']) {
      expect(namesOf(version)).toEqual(all);
    }
  });

  test('the oldest has none of it', () => {
    expect(namesOf('1.0.128')).toEqual([]);
  });

  test.each([
    ['2.0.14', []],
    ['2.0.44', ['questions']],
    ['2.0.76', ['permissionRequest', 'hookGrantsRules', 'forkWithSessionId', 'questions']],
  ])('%s has %j', (version, expected) => {
    expect(namesOf(version).filter((name) => name !== 'planFeedback')).toEqual(expected);
  });

  test('each comes with its first version', () => {
    for (const { name, since } of CLAUDE_FEATURES) {
      const [major, minor, patch] = since.split('.').map(Number);
      expect(claudeFeatures(since)[name]).toBe(true);
      expect(claudeFeatures(`${major}.${minor}.${Number(patch) - 1}`)[name]).toBe(false);
    }
  });
});

describe('hookEvents', () => {
  test('an event that a version does not know is left out: it would drop all hooks', () => {
    const known = ['PreToolUse', 'PostToolUse', 'Notification', 'UserPromptSubmit', 'SessionEnd'];
    known.push('Stop', 'SubagentStop', 'PreCompact');
    expect([...hookEvents('1.0.128')].sort()).toEqual(known.sort());
    expect(hookEvents('2.0.14')).toEqual(hookEvents('1.0.128'));
    expect(hookEvents('1.0.84')).not.toContain('SessionEnd');
  });

  test('newer versions have more, and the held one', () => {
    expect(hookEvents('2.0.44')).not.toContain('PermissionRequest');
    expect(hookEvents('2.0.45')).toContain('PermissionRequest');
    expect(hookEvents('2.0.76')).toContain('PostToolUseFailure');
    expect(hookEvents('2.1.50')).not.toContain('StopFailure');
    expect(hookEvents('2.1.78')).toContain('StopFailure');
    expect(hookEvents(null)).toEqual(hookEvents('2.1.330'));
    expect(hookEvents(null)).not.toContain('SessionStart');
  });
});
