import { delimiter, dirname } from 'node:path';
import { ownerEnvironment } from '../reaper/owner.ts';
import { findCommand } from './find-command.ts';

/**
 * What every process of a test gets: enough to find node, git, tmux and the system's tools, a UTF-8 locale, the
 * reaper's mark, and nothing else of the developer's own environment.
 */
export function baseEnvironment(): Record<string, string> {
  const directories = [process.execPath, findCommand('git'), findCommand('tmux')].map((path) =>
    dirname(path),
  );
  const tmuxTemporary = process.env['TMUX_TMPDIR'];
  return {
    PATH: [...new Set([...directories, '/usr/bin', '/bin'])].join(delimiter),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: findCommand('bash'),
    ...(tmuxTemporary === undefined ? {} : { TMUX_TMPDIR: tmuxTemporary }),
    ...ownerEnvironment(),
  };
}
