import { type Check, fail, ok, warn } from './check.ts';
import type { Probes } from './probes.ts';
import { findVersion, isAtLeast, isNewer, type Version } from './version.ts';

const LEAST_TMUX: Version = { major: 3, minor: 2, patch: 0 };

/** @param engines what `package.json` asks for: `>=20.19` */
export function checkNode(version: string, engines: string): Check {
  const running = findVersion(version);
  const least = findVersion(engines);
  if (running && least && isAtLeast(running, least)) return ok('node', version);
  return fail('node', version, `Install Node.js ${engines}.`);
}

export async function checkTmux(probes: Probes, tmuxPath: string): Promise<Check> {
  const output = await probes.run([tmuxPath, '-V']);
  const install = 'Install tmux 3.2 or later, or set AEGIS_TMUX_PATH to one.';
  if (!output) return fail('tmux', `${tmuxPath} is not there`, install);
  if (output.exitCode !== 0) return fail('tmux', `${tmuxPath} -V failed: ${output.text}`, install);
  const version = findVersion(output.text);
  if (!version) {
    return warn(
      'tmux',
      `${output.text}, a version that says no number`,
      'If it is older than 3.2, install a later one.',
    );
  }
  return isAtLeast(version, LEAST_TMUX)
    ? ok('tmux', output.text)
    : fail('tmux', output.text, install);
}

/** The newest Claude Code whose screens were recorded and are tested. */
const NEWEST_RECORDED_CLAUDE: Version = { major: 2, minor: 1, patch: 330 };

export async function checkClaude(
  probes: Probes,
  command: readonly [string, ...string[]],
): Promise<Check> {
  const output = await probes.run([...command, '--version']);
  const shown = command.join(' ');
  const install = 'Install Claude Code, or set AEGIS_CLAUDE_COMMAND to how it is started.';
  if (!output) return fail('claude', `${shown} is not there`, install);
  const version = findVersion(output.text);
  if (output.exitCode === 0 && version !== null) {
    if (!isNewer(version, NEWEST_RECORDED_CLAUDE)) return ok('claude', output.text);
    return warn(
      'claude',
      `${output.text}: its screens were not recorded`,
      'aegis doctor --canary says whether they are understood.',
    );
  }
  return fail(
    'claude',
    `${shown} --version says: ${output.text === '' ? 'nothing' : output.text}`,
    install,
  );
}
