import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AegisError } from '@aegis/protocol';
import fc from 'fast-check';
import { loadConfig } from '../../../apps/server/src/config/load-config.ts';
import { parseArguments } from '../../../apps/server/src/config/parse-arguments.ts';
import { isLoopback } from '../../../apps/server/src/config/resolve-config.ts';
import {
  LOG_LEVELS,
  SETTING_KEYS,
  SETTINGS,
  type Config,
} from '../../../apps/server/src/config/settings.ts';
import { promise, type Door, type OpenDoor, type Verdict } from '../door.ts';
import { hostileText, mutatedJsonText } from '../input/mutate-json.ts';

/** Stands in for a secret: no message may hold it. */
const SECRET = 'a-secret-of-24-characters';
const FILES = [
  { host: '127.0.0.1', port: 9100, logLevel: 'info', killSessions: false },
  { host: '0.0.0.0', authToken: SECRET, allowedHosts: ['a.example', 'b.example'] },
  { claudeCommand: ['node', 'cli.js'], tmuxPath: '~/bin/tmux', stateDir: '~/state' },
];

interface Input {
  argv: readonly string[];
  environment: Record<string, string>;
  file: Uint8Array;
}

const value = fc.oneof(
  hostileText,
  fc.constantFrom(
    SECRET,
    '9100',
    '0',
    '65536',
    '0.0.0.0',
    '::1',
    '127.0.0.1',
    'true',
    'info',
    '["node","x"]',
    '["',
  ),
);

export const config: Door<Input> = {
  name: 'config',
  about: 'the settings of the server: flags, environment, file',
  share: 70,
  async open(): Promise<OpenDoor<Input>> {
    const folder = await mkdtemp(join(tmpdir(), 'aegis-fuzz-config-'));
    const path = join(folder, 'config.json');
    const flags = SETTING_KEYS.map((key) => `--${SETTINGS[key].flag}`);
    const variables = SETTING_KEYS.map((key) => SETTINGS[key].variable);
    const argument = fc.oneof(
      fc.constantFrom('--help', '--version', '--config', '--', ...flags),
      value,
      fc.tuple(fc.constantFrom(...flags), value).map(([flag, given]) => `${flag}=${given}`),
    );
    return {
      inputs: fc.record({
        argv: fc.array(argument, { maxLength: 4 }),
        environment: fc.dictionary(fc.constantFrom(...variables), value, { maxKeys: 3 }),
        file: mutatedJsonText(FILES),
      }),
      check: (input) => check(input, path),
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

async function check({ argv, environment, file }: Input, path: string): Promise<Verdict> {
  const parsed = parseArguments(argv, '1.2.3');
  if (parsed.type === 'print') {
    promise(parsed.text !== '', 'what is printed says something');
    return parsed.code === 0 ? 'accepted' : 'rejected';
  }
  await writeFile(path, file);
  try {
    checkConfig(await loadConfig(parsed.flags, parsed.configPath ?? path, environment));
    return 'accepted';
  } catch (error) {
    promise(AegisError.is(error) && error.code === 'config_invalid', `typed: ${String(error)}`);
    const said = JSON.stringify([error.message, error.details]);
    promise(
      !said.includes(SECRET) || argv.join().includes(SECRET) || isNoToken(environment),
      'a secret is not said',
    );
    promise('setting' in error.details, 'an error names the setting');
    return 'rejected';
  }
}

/** The word may stand where another setting was meant; then it is no secret. */
function isNoToken(environment: Record<string, string>): boolean {
  return Object.entries(environment).some(
    ([name, given]) => name !== 'AEGIS_AUTH_TOKEN' && given.includes(SECRET),
  );
}

function checkConfig({
  host,
  port,
  authToken,
  claudeCommand,
  logLevel,
  stateDir,
  allowedHosts,
}: Config): void {
  promise(Number.isInteger(port) && port >= 0 && port <= 65_535, `a port: ${port}`);
  promise(typeof host === 'string' && host !== '', 'a host');
  promise(isLoopback(host) || authToken !== null, 'others reach it with a token only');
  promise(claudeCommand.length > 0 && claudeCommand[0] !== '', 'a command');
  promise(LOG_LEVELS.includes(logLevel), 'a level');
  promise(stateDir !== '', 'a folder');
  promise(
    allowedHosts.every((name) => name === name.trim().toLowerCase() && name !== ''),
    'plain names',
  );
}
