import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isRecord } from '../api/json.ts';
import { TestkitError } from '../testkit-error.ts';
import { platformBinary, type Platform } from './platform-binary.ts';

const PACKAGE = '@anthropic-ai/claude-code';

/**
 * The absolute path of the Claude Code that this package pins: the executable in the npm package of this platform,
 * which needs no install script.
 *
 * @param version to insist on one
 * @throws TestkitError `claude_not_installed`, `claude_version_differs`
 */
export function resolveClaude(version?: string): string {
  const manifest = findManifest();
  const installed = versionOf(manifest);
  if (version !== undefined && version !== installed) {
    throw new TestkitError(
      'claude_version_differs',
      `Claude Code ${version} is wanted, but ${installed} is installed: change ${PACKAGE} in the testkit's package.json`,
    );
  }
  return platformBinary(manifest, {
    platform: process.platform,
    arch: process.arch,
    libc: libcOf(process.platform),
  });
}

function findManifest(): string {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  } catch (cause) {
    const message = `${PACKAGE} is not installed: run the workspace's install`;
    throw new TestkitError('claude_not_installed', message, { cause });
  }
}

function versionOf(manifest: string): string {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const version = isRecord(parsed) ? parsed['version'] : undefined;
  return typeof version === 'string' ? version : 'an unknown version';
}

/** Node's report names the version of the C library only where that is glibc. */
function libcOf(platform: NodeJS.Platform): Platform['libc'] {
  if (platform !== 'linux') return 'other';
  const report: unknown = process.report.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  const isGlibc = isRecord(header) && header['glibcVersionRuntime'] !== undefined;
  return isGlibc ? 'glibc' : 'musl';
}
