import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runChecked } from '../process/run-checked.ts';
import { TestkitError } from '../testkit-error.ts';
import { claudePackage } from './claude-package.ts';
import { thisPlatform } from './platform-binary.ts';

const FETCH_TIMEOUT_MS = 600_000;

/**
 * The executable of any released Claude Code, from a cache, or fetched from npm with the npm command. Builds before
 * 2.1.113 are a script that runs on Node, and later ones a program for this platform; both start by their path alone.
 *
 * The cache is `$AEGIS_CLAUDE_CACHE`, else `~/.cache/aegis/claude`: some 100 MB to 400 MB for a version.
 *
 * @throws TestkitError `claude_not_fetched`
 */
export async function fetchClaude(version: string): Promise<string> {
  const { name, executable } = claudePackage(version, thisPlatform());
  const directory = join(cacheDirectory(), version);
  const path = join(directory, 'package', executable);
  if (await exists(path)) return path;
  await mkdir(cacheDirectory(), { recursive: true });
  const unpacked = await mkdtemp(join(cacheDirectory(), `.${version}-`));
  try {
    await unpack(`${name}@${version}`, unpacked);
    await chmod(join(unpacked, 'package', executable), 0o755);
    // Whoever is first wins, and the other finds a whole build all the same.
    await rename(unpacked, directory).catch(async (error: unknown) => {
      if (!(await exists(path))) throw error;
    });
  } catch (cause) {
    const message = `Claude Code ${version} (${name}) could not be fetched: see whether it was released, and whether npm reaches its registry`;
    throw new TestkitError('claude_not_fetched', message, { cause });
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return path;
}

async function unpack(specifier: string, directory: string): Promise<void> {
  const options = { cwd: directory, timeoutMs: FETCH_TIMEOUT_MS };
  const packed = await runChecked(
    ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', directory, specifier],
    options,
  );
  const archive = packed.trim().split('\n').at(-1) ?? '';
  await runChecked(['tar', '-xzf', archive, '-C', directory], options);
  await rm(join(directory, archive));
}

function cacheDirectory(): string {
  return process.env['AEGIS_CLAUDE_CACHE'] ?? join(homedir(), '.cache', 'aegis', 'claude');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
