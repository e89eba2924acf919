import { expect, test } from 'vitest';
import { claudePackage } from './claude-package.ts';

const LINUX = { platform: 'linux', arch: 'x64', libc: 'glibc' } as const;

test.each([
  ['1.0.128', '@anthropic-ai/claude-code', 'cli.js'],
  ['2.0.76', '@anthropic-ai/claude-code', 'cli.js'],
  ['2.1.112', '@anthropic-ai/claude-code', 'cli.js'],
  ['2.1.113', '@anthropic-ai/claude-code-linux-x64', 'claude'],
  ['2.2.0', '@anthropic-ai/claude-code-linux-x64', 'claude'],
  ['3.0.0', '@anthropic-ai/claude-code-linux-x64', 'claude'],
])('%s is in %s', (version, name, executable) => {
  expect(claudePackage(version, LINUX)).toEqual({ name, executable });
});
