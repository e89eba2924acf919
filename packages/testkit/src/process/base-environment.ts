import { delimiter, dirname } from 'node:path';
import { ownerEnvironment } from '../reaper/owner.ts';
import { findCommand, lookForCommand } from './find-command.ts';

/**
 * What every process of a test gets: enough to find node, git, tmux and the system's tools, a UTF-8 locale, the
 * reaper's mark, and nothing else of the developer's own environment.
 */
export function baseEnvironment(): Record<string, string> {
  // Where no repository is made, git is not needed.
  const git = lookForCommand('git');
  const programs = [process.execPath, ...(git === null ? [] : [git]), findCommand('tmux')];
  const directories = programs.map((path) => dirname(path));
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
