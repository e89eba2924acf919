import { describe, expect, test } from 'vitest';
import { buildArgv, fitsArgument, MAX_ARGUMENT_PROMPT_BYTES, type ArgvInput } from './argv.ts';

const NEW = '11111111-1111-4111-8111-111111111111';
const OLD = '22222222-2222-4222-8222-222222222222';
const plain: ArgvInput = {
  command: ['/bin/claude'],
  request: {},
  claudeSessionId: NEW,
  settingsPath: '/state/settings.json',
  prompt: null,
};

describe('buildArgv', () => {
  test('a new conversation, in default mode unless asked otherwise', () => {
    expect(buildArgv(plain)).toEqual([
      '/bin/claude',
      '--session-id',
      NEW,
      '--permission-mode',
      'default',
      '--settings',
      '/state/settings.json',
    ]);
  });

  test('everything, the prompt last and behind --', () => {
    const argv = buildArgv({
      command: ['/usr/bin/node', 'cli.js'],
      request: { permissionMode: 'plan', model: 'opus', claudeArgs: ['--add-dir', '/a', '/b'] },
      claudeSessionId: NEW,
      settingsPath: '/state/settings.json',
      prompt: '--help me\nplease; $(rm -rf /)',
    });
    expect(argv).toEqual([
      '/usr/bin/node',
      'cli.js',
      '--session-id',
      NEW,
      '--permission-mode',
      'plan',
      '--model',
      'opus',
      '--settings',
      '/state/settings.json',
      '--add-dir',
      '/a',
      '/b',
      '--',
      '--help me\nplease; $(rm -rf /)',
    ]);
  });

  test('resumes, and forks under a new id', () => {
    const resumed = buildArgv({ ...plain, request: { resumeSessionId: OLD } });
    expect(resumed.slice(1, 3)).toEqual(['--resume', OLD]);
    expect(resumed).not.toContain('--session-id');
    const forked = buildArgv({ ...plain, request: { resumeSessionId: OLD, forkSession: true } });
    expect(forked.slice(1, 6)).toEqual(['--resume', OLD, '--fork-session', '--session-id', NEW]);
  });

  test('leaves an id out where the version chooses it', () => {
    const request = { resumeSessionId: OLD, forkSession: true };
    const forked = buildArgv({ ...plain, request, claudeSessionId: null });
    expect(forked.slice(1, 4)).toEqual(['--resume', OLD, '--fork-session']);
    expect(forked).not.toContain('--session-id');
  });

  test('forks nothing where nothing is resumed', () => {
    expect(buildArgv({ ...plain, request: { forkSession: true } })).not.toContain('--fork-session');
  });
});

test('a prompt fits an argument by its bytes', () => {
  expect(fitsArgument('x'.repeat(MAX_ARGUMENT_PROMPT_BYTES))).toBe(true);
  expect(fitsArgument('x'.repeat(MAX_ARGUMENT_PROMPT_BYTES + 1))).toBe(false);
  expect(fitsArgument('é'.repeat(MAX_ARGUMENT_PROMPT_BYTES / 2 + 1))).toBe(false);
});
