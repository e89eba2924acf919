import { platformPackage, type Platform } from './platform-binary.ts';

/** From this one on the main package has no script, and each platform a package with its executable. */
const FIRST_NATIVE = [2, 1, 113] as const;

/** Where the executable of a released version is: the npm package, and the path in it. */
export function claudePackage(
  version: string,
  platform: Platform,
): { name: string; executable: string } {
  if (!isNative(version)) return { name: '@anthropic-ai/claude-code', executable: 'cli.js' };
  const executable = platform.platform === 'win32' ? 'claude.exe' : 'claude';
  return { name: platformPackage(platform), executable };
}

function isNative(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, first] of FIRST_NATIVE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== first) return part > first;
  }
  return true;
}
