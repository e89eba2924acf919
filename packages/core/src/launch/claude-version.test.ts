import { isAtLeast, parseClaudeVersion } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { MINIMUM_CLAUDE_VERSION, OLDEST_MEASURED_VERSION } from './claude-version.ts';

test('what was measured is newer than what is refused', () => {
  expect(isAtLeast(OLDEST_MEASURED_VERSION.parts, MINIMUM_CLAUDE_VERSION.parts)).toBe(true);
  for (const version of [OLDEST_MEASURED_VERSION, MINIMUM_CLAUDE_VERSION]) {
    expect(parseClaudeVersion(version.text)).toEqual(version);
  }
});
