import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isRecord } from '../api/json.ts';
import { TestkitError } from '../testkit-error.ts';

const PACKAGE = '@anthropic-ai/claude-code';

/**
 * The executable of the Claude Code that this package pins: the one in the npm package of this platform, which
 * needs no install script.
 *
 * @param version to insist on one
 * @throws TestkitError `claude_not_installed`, `claude_version_differs`
 */
export function resolveClaude(version?: string): string {
  const require = createRequire(import.meta.url);
  const manifest = resolveManifest(require, PACKAGE, `Run the workspace's install`);
  const installed = versionOf(manifest);
  if (version !== undefined && version !== installed) {
    throw new TestkitError(
      'claude_version_differs',
      `Claude Code ${version} is wanted, but ${installed} is installed: change the version of ${PACKAGE} in the testkit's package.json`,
    );
  }
  const platform = `${PACKAGE}-${platformKey()}`;
  const platformManifest = resolveManifest(
    createRequire(manifest),
    platform,
    `Claude Code ${installed} may not exist for this platform, or the install left optional dependencies out`,
  );
  const name = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const path = join(dirname(platformManifest), name);
  accessSync(path, constants.X_OK);
  return path;
}

function resolveManifest(require: NodeJS.Require, name: string, advice: string): string {
  try {
    return require.resolve(`${name}/package.json`);
  } catch (cause) {
    throw new TestkitError('claude_not_installed', `${name} is not installed. ${advice}.`, {
      cause,
    });
  }
}

function versionOf(manifest: string): string {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const version = isRecord(parsed) ? parsed['version'] : undefined;
  return typeof version === 'string' ? version : 'an unknown version';
}

/** The names of the platform packages, e.g. `linux-x64-musl`. */
function platformKey(): string {
  const { platform, arch } = process;
  return platform === 'linux' && isMusl() ? `${platform}-${arch}-musl` : `${platform}-${arch}`;
}

/** Node's report names the C library's version only where that is glibc. */
function isMusl(): boolean {
  const report: unknown = process.report.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  return isRecord(header) && header['glibcVersionRuntime'] === undefined;
}
