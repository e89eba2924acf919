import { homedir } from 'node:os';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { isLoopback, resolveConfig, type RawSettings } from './resolve-config.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey } from './settings.ts';

const TOKEN = 'a-token-of-enough-characters';
const FILE = '/etc/aegis.json';

interface Given {
  flags?: RawSettings;
  environment?: Record<string, string>;
  file?: unknown;
}
function resolve({ flags = {}, environment = {}, file }: Given) {
  return resolveConfig({
    flags,
    environment,
    file: file === undefined ? null : { path: FILE, settings: file },
  });
}
function messageFor(given: Given): string {
  try {
    resolve(given);
  } catch (error) {
    if (AegisError.is(error) && error.code === 'config_invalid') return error.message;
    throw error;
  }
  return 'no error';
}

/** A value for each setting, as text (flag, environment) and as JSON (file), and what it becomes. */
const VALUES: { [Key in SettingKey]: { text: string | true; json: unknown; value: unknown } } = {
  port: { text: '9200', json: 9200, value: 9200 },
  host: { text: '127.0.0.2', json: '127.0.0.2', value: '127.0.0.2' },
  allowedHosts: {
    text: 'A.example, b.example',
    json: ['A.example', 'b.example'],
    value: ['a.example', 'b.example'],
  },
  stateDir: { text: '~/state', json: '~/state', value: join(homedir(), 'state') },
  authToken: { text: TOKEN, json: TOKEN, value: TOKEN },
  claudeCommand: { text: 'node cli.js', json: ['node', 'cli.js'], value: ['node', 'cli.js'] },
  tmuxPath: { text: '/opt/tmux', json: '/opt/tmux', value: '/opt/tmux' },
  logLevel: { text: 'warn', json: 'warn', value: 'warn' },
  stallThresholdMs: { text: '60000', json: 60_000, value: 60_000 },
  eventMaxAgeDays: { text: '7', json: 7, value: 7 },
  eventMaxCount: { text: '1000', json: 1000, value: 1_000 },
  sessionMaxAgeDays: { text: '0', json: 0, value: 0 },
  pricesFile: {
    text: '~/prices.json',
    json: '~/prices.json',
    value: join(homedir(), 'prices.json'),
  },
  webhookAllow: {
    text: 'Hooks.internal, 10.1.0.0/16,::1',
    json: ['hooks.internal', '10.1.0.0/16', '::1'],
    value: ['hooks.internal', '10.1.0.0/16', '::1'],
  },
  killSessions: { text: true, json: true, value: true },
};

describe.each(SETTING_KEYS)('%s', (key) => {
  const { text, json, value } = VALUES[key];
  const { variable, flag } = SETTINGS[key];

  test('by flag, by variable, by file', () => {
    expect(resolve({ flags: { [key]: text } })[key]).toEqual(value);
    expect(resolve({ environment: { [variable]: String(text) } })[key]).toEqual(value);
    expect(resolve({ file: { [key]: json } })[key]).toEqual(value);
  });

  test('an empty variable is none', () => {
    expect(resolve({ environment: { [variable]: '' } })).toEqual(resolve({}));
  });

  test('an error names it as it was given', () => {
    const wrong = { nested: true };
    expect(messageFor({ flags: { [key]: wrong } })).toMatch(new RegExp(`^--${flag} must `));
    expect(messageFor({ file: { [key]: wrong } })).toContain(`"${key}" in ${FILE} must `);
    const noText = messageFor({ flags: { [key]: wrong } });
    expect(noText).not.toContain('Invalid type');
  });
});

describe('precedence', () => {
  const flags = { port: '1' };
  const environment = { AEGIS_PORT: '2' };
  const file = { port: 3 };

  test('flags, then the environment, then the file, then the default', () => {
    expect(resolve({ flags, environment, file }).port).toBe(1);
    expect(resolve({ environment, file }).port).toBe(2);
    expect(resolve({ file }).port).toBe(3);
    expect(resolve({}).port).toBe(9100);
  });

  test('a wrong value that is overruled does no harm', () => {
    expect(resolve({ flags, environment: { AEGIS_PORT: 'x' } }).port).toBe(1);
  });
});

test('the defaults', () => {
  expect(resolve({})).toEqual({
    port: 9100,
    host: '127.0.0.1',
    allowedHosts: [],
    pricesFile: null,
    webhookAllow: [],
    stateDir: join(homedir(), '.aegis'),
    authToken: null,
    claudeCommand: ['claude'],
    tmuxPath: 'tmux',
    logLevel: 'info',
    stallThresholdMs: 300_000,
    eventMaxAgeDays: 30,
    eventMaxCount: 200_000,
    sessionMaxAgeDays: 90,
    killSessions: false,
  });
});

test.each<[string, string, string]>([
  ['AEGIS_PORT', 'abc', 'AEGIS_PORT must be a whole number (it is "abc").'],
  ['AEGIS_PORT', '-1', 'AEGIS_PORT must be a whole number (it is "-1").'],
  ['AEGIS_PORT', '65536', 'AEGIS_PORT must be at most 65535 (it is "65536").'],
  ['AEGIS_PORT', '80.5', 'AEGIS_PORT must be a whole number (it is "80.5").'],
  ['AEGIS_LOG_LEVEL', 'loud', 'AEGIS_LOG_LEVEL must be one of fatal, error'],
  ['AEGIS_KILL_SESSIONS', 'maybe', 'AEGIS_KILL_SESSIONS must be true or false (it is "maybe").'],
  ['AEGIS_CLAUDE_COMMAND', '["claude"', 'AEGIS_CLAUDE_COMMAND must name a command'],
  ['AEGIS_CLAUDE_COMMAND', '[]', 'AEGIS_CLAUDE_COMMAND must name a command'],
  ['AEGIS_CLAUDE_COMMAND', '[1]', 'AEGIS_CLAUDE_COMMAND must name a command'],
  ['AEGIS_CLAUDE_COMMAND', '   ', 'AEGIS_CLAUDE_COMMAND must name a command'],
  ['AEGIS_AUTH_TOKEN', 'short', 'AEGIS_AUTH_TOKEN must have at least 16 characters'],
])('%s=%s', (variable, value, message) => {
  expect(messageFor({ environment: { [variable]: value } })).toContain(message);
});

test.each(['yes', 'true', '1', 'no', 'false', '0'])('a switch may be %s', (text) => {
  const { killSessions } = resolve({ environment: { AEGIS_KILL_SESSIONS: text } });
  expect(killSessions).toBe(['yes', 'true', '1'].includes(text));
});

test('a command of words with blanks is a JSON array', () => {
  const environment = { AEGIS_CLAUDE_COMMAND: '["/opt/my node", "cli.js", ""]' };
  expect(resolve({ environment }).claudeCommand).toEqual(['/opt/my node', 'cli.js', '']);
});

describe('the token', () => {
  test.each(['short', 'with blanks in between', 'größer-als-sechzehn-zeichen', `${TOKEN}\n`])(
    'is never shown, though it is wrong: %j',
    (token) => {
      const message = messageFor({ environment: { AEGIS_AUTH_TOKEN: token } });
      expect(message).toContain('AEGIS_AUTH_TOKEN must ');
      expect(message).not.toContain(token.trim());
      expect(message).toContain('not shown');
    },
  );

  test('is needed wherever others can reach the server', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'aegis.example', 'localhost.example']) {
      expect(messageFor({ flags: { host } })).toContain('AEGIS_AUTH_TOKEN');
      expect(resolve({ flags: { host, authToken: TOKEN } }).host).toBe(host);
    }
  });
});

test.each<[unknown, string]>([
  [[], 'must hold one JSON object'],
  ['text', 'must hold one JSON object'],
  [null, 'must hold one JSON object'],
  [{ prot: 1 }, 'unknown setting "prot"'],
  [{ toString: 1 }, 'unknown setting "toString"'],
])('the file %j is refused', (file, message) => {
  expect(messageFor({ file })).toContain(message);
  expect(messageFor({ file })).toContain(FILE);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['localhost', true],
  ['::1', true],
  ['127.0.0.1.example', false],
  ['0.0.0.0', false],
  ['', false],
])('loopback: %s %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
