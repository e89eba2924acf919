import { readBinaryVersion } from '../io/run-tmux.ts';
import { tmuxTarget } from '../io/tmux-environment.ts';
import type { TmuxOptions, TmuxVersion } from '../types.ts';
import { parseVersion } from '../version.ts';
import { assertVersion } from './prepare-server.ts';

/**
 * The version of the tmux that is installed. Starts no server.
 *
 * @throws TmuxError `not_found`, `too_old`, `invalid_argument`, `timeout`
 */
export async function checkTmux(options: TmuxOptions): Promise<TmuxVersion> {
  const version = parseVersion(await readBinaryVersion(tmuxTarget(options)));
  assertVersion(version, 'The tmux that is installed');
  return version;
}
