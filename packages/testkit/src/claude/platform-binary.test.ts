import { expect, test } from 'vitest';
import { platformBinary, platformPackage } from './platform-binary.ts';

test.each([
  ['linux', 'x64', 'glibc', '@anthropic-ai/claude-code-linux-x64'],
  ['linux', 'arm64', 'musl', '@anthropic-ai/claude-code-linux-arm64-musl'],
  ['darwin', 'arm64', 'other', '@anthropic-ai/claude-code-darwin-arm64'],
] as const)('%s %s %s', (platform, arch, libc, name) => {
  expect(platformPackage({ platform, arch, libc })).toBe(name);
});

test('a platform without Claude Code is told so', () => {
  const platform = { platform: 'aix', arch: 'ppc64', libc: 'other' } as const;
  expect(() => platformBinary(import.meta.filename, platform)).toThrow(
    /^@anthropic-ai\/claude-code-aix-ppc64 is not installed/,
  );
});
