import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isRecord } from '../api/json.ts';
import { TestkitError } from '../testkit-error.ts';

export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly libc: 'glibc' | 'musl' | 'other';
}

export function thisPlatform(): Platform {
  return {
    platform: process.platform,
    arch: process.arch,
    libc: libcOf(process.platform),
  };
}

/** Node's report names the version of the C library only where that is glibc. */
function libcOf(platform: NodeJS.Platform): Platform['libc'] {
  if (platform !== 'linux') return 'other';
  const report: unknown = process.report.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  const isGlibc = isRecord(header) && header['glibcVersionRuntime'] !== undefined;
  return isGlibc ? 'glibc' : 'musl';
}

/** The npm package with the executable for a platform, e.g. `@anthropic-ai/claude-code-linux-x64-musl`. */
export function platformPackage({ platform, arch, libc }: Platform): string {
  const suffix = libc === 'musl' ? '-musl' : '';
  return `@anthropic-ai/claude-code-${platform}-${arch}${suffix}`;
}

/**
 * @param manifest the path of the main package's package.json, beside which the platform's package is installed
 * @throws TestkitError `claude_not_installed`
 */
export function platformBinary(manifest: string, platform: Platform): string {
  const name = platformPackage(platform);
  try {
    const directory = dirname(createRequire(manifest).resolve(`${name}/package.json`));
    const path = join(directory, platform.platform === 'win32' ? 'claude.exe' : 'claude');
    accessSync(path, constants.X_OK);
    return path;
  } catch (cause) {
    throw new TestkitError(
      'claude_not_installed',
      `${name} is not installed: Claude Code may not exist for this platform, or the install left out optional dependencies`,
      { cause },
    );
  }
}
