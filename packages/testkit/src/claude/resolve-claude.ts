import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isRecord } from '../api/json.ts';
import { TestkitError } from '../testkit-error.ts';
import { platformBinary, thisPlatform } from './platform-binary.ts';

const PACKAGE = '@anthropic-ai/claude-code';

/**
 * The absolute path of the installed npm package `@anthropic-ai/claude-code`, an optional peer of this package: the
 * executable for this platform, which needs no install script. In this repository it is pinned.
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
      `Claude Code ${version} is wanted, but ${installed} is installed: change the version of ${PACKAGE} in package.json`,
    );
  }
  return platformBinary(manifest, thisPlatform());
}

function findManifest(): string {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  } catch (cause) {
    const message = `${PACKAGE} is not installed: add it to the devDependencies of what calls this, or give the path of a Claude Code yourself`;
    throw new TestkitError('claude_not_installed', message, { cause });
  }
}

function versionOf(manifest: string): string {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const version = isRecord(parsed) ? parsed['version'] : undefined;
  return typeof version === 'string' ? version : 'an unknown version';
}
