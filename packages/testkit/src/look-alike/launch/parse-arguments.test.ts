import { expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';

const ID = '0f6cbd1a-7e1b-4c63-9d3d-0e5f6a7b8c9d';

test('the command line as Aegis has it', () => {
  const words = ['--session-id', ID, '--permission-mode', 'plan', '--model', 'opus'];
  const rest = ['--settings', '/s.json', '--allowedTools', 'Bash(ls:*)', 'Read', '--', '--a=b c'];
  expect(parseArguments([...words, ...rest])).toMatchObject({
    type: 'session',
    sessionId: ID,
    mode: 'plan',
    model: 'opus',
    settings: '/s.json',
    allowed: ['Bash(ls:*)', 'Read'],
    prompt: '--a=b c',
  });
});

test('a conversation is resumed, or copied', () => {
  const fork = ['--resume', 'x', '--fork-session', '--session-id', ID];
  expect(parseArguments(fork)).toMatchObject({ resume: 'x', fork: true, sessionId: ID });
  expect(parseArguments(['--resume=x'])).toMatchObject({ resume: 'x', fork: false });
});

test('flags without an effect are taken, with what belongs to them', () => {
  const words = [
    '--append-system-prompt',
    'Be kind',
    '--mcp-config',
    'a.json',
    'b.json',
    '--verbose',
  ];
  expect(parseArguments([...words, 'hello'])).toMatchObject({ type: 'session', prompt: 'hello' });
});

test.each([
  [['--bogus'], "error: unknown option '--bogus'"],
  [['--model'], "error: option '--model' argument missing"],
  [['--session-id', 'no'], 'Error: Invalid session ID. Must be a valid UUID.'],
  [['--permission-mode', 'no'], 'is invalid'],
  [['--session-id', ID, '--resume', 'x'], 'Error: --session-id can only be used'],
])('%j is refused', (words, message) => {
  const launch = parseArguments(words);
  expect(launch).toMatchObject({ type: 'refused' });
  expect(launch.type === 'refused' && launch.message).toContain(message);
});

test('the version is asked for', () => {
  expect(parseArguments(['--version'])).toEqual({ type: 'version' });
});
