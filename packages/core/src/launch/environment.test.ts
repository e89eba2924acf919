import { describe, expect, test } from 'vitest';
import { claudeConfigDir, hostEnvironment, sessionEnvironment } from './environment.ts';

describe('sessionEnvironment', () => {
  test('inherits, less the marks of a parent and what is Aegis’s own', () => {
    const inherited = {
      PATH: '/bin',
      ANTHROPIC_API_KEY: 'k',
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CODE_SESSION_ID: 'x',
      CLAUDE_CODE_CHILD_SESSION: '1',
      TMUX: '/tmp/tmux',
      TMUX_PANE: '%1',
      TERM: 'dumb',
      AEGIS_AUTH_TOKEN: 'secret',
      AEGIS_PORT: '9100',
      npm_lifecycle_event: 'start',
      GONE: undefined,
    };
    expect(sessionEnvironment(inherited, {})).toEqual({
      PATH: '/bin',
      ANTHROPIC_API_KEY: 'k',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_AGENT_VIEW: '1',
      CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
      CLAUDE_CODE_ENABLE_AWAY_SUMMARY: '0',
      CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY: '1',
    });
  });

  test('the caller wins over the server, and that over the defaults', () => {
    const inherited = { A: 'server', B: 'server', DISABLE_AUTOUPDATER: '0' };
    const environment = sessionEnvironment(inherited, { A: 'caller', TERM: 'xterm', EMPTY: '' });
    expect(environment).toMatchObject({
      A: 'caller',
      B: 'server',
      DISABLE_AUTOUPDATER: '0',
      TERM: 'xterm',
      EMPTY: '',
    });
  });

  test('changes neither of its inputs', () => {
    const inherited = Object.freeze({ A: '1' });
    const requested = Object.freeze({ B: '2' });
    expect(sessionEnvironment(inherited, requested)).toMatchObject({ A: '1', B: '2' });
  });
});

test('tmux gets what it needs to start, and no secret', () => {
  const inherited = {
    PATH: '/bin',
    HOME: '/h',
    LANG: 'C.UTF-8',
    ANTHROPIC_API_KEY: 'k',
    TMUX: 'x',
  };
  expect(hostEnvironment(inherited)).toEqual({ PATH: '/bin', HOME: '/h', LANG: 'C.UTF-8' });
});

test.each([
  [{ HOME: '/home/me' }, '/home/me/.claude'],
  [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: '/elsewhere' }, '/elsewhere'],
  [{ HOME: '/home/me', CLAUDE_CONFIG_DIR: '' }, '/home/me/.claude'],
  [{ HOME: '' }, null],
  [{}, null],
])('with %j Claude Code keeps its files in %s', (environment, folder) => {
  expect(claudeConfigDir(environment)).toBe(folder);
});
