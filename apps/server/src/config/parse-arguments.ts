import { Command, CommanderError, Option } from 'commander';
import { SETTING_KEYS, SETTINGS } from './settings.ts';
import type { RawSettings } from './resolve-config.ts';

export type ParsedArguments =
  | { type: 'run'; flags: RawSettings; configPath: string | null }
  /** `--help`, `--version` or a usage error: the text is for standard output (code 0) or standard error. */
  | { type: 'print'; text: string; code: 0 | 2 };

const ENVIRONMENT_HELP = `
Every setting can also be given in the environment (the name in brackets) or, by its camelCase name, in the config
file: a JSON object, by default <state-dir>/config.json. Flags win over the environment, that over the file.

Sessions outlive the server: SIGTERM and SIGINT stop it and leave them running; the next start takes them over.
Exit codes: 0 stopped as asked, 1 failed, 2 wrong settings or usage.`;

function describe(flag: string, value: string | null): string {
  return value === null ? `--${flag}` : `--${flag} <${value}>`;
}

/** Pure: what the command line asks for. `version` is what `--version` prints. */
export function parseArguments(argv: readonly string[], version: string): ParsedArguments {
  let printed = '';
  const command = new Command('aegis serve')
    .description('Run the Aegis server: Claude Code sessions over HTTP.')
    .version(version)
    .option('--config <path>', 'config file [AEGIS_CONFIG]')
    .addHelpText('after', ENVIRONMENT_HELP)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (printed += text),
      writeErr: (text) => (printed += text),
    });
  for (const key of SETTING_KEYS) {
    const { flag, value, variable, help, initial } = SETTINGS[key];
    const preset =
      value === null || initial === null ? '' : ` (default ${JSON.stringify(initial)})`;
    command.addOption(new Option(describe(flag, value), `${help} [${variable}]${preset}`));
  }
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { type: 'print', text: printed, code: error.exitCode === 0 ? 0 : 2 };
  }
  const values = command.opts<Record<string, unknown>>();
  const flags: RawSettings = {};
  for (const key of SETTING_KEYS) if (values[key] !== undefined) flags[key] = values[key];
  const configPath = values['config'];
  return { type: 'run', flags, configPath: typeof configPath === 'string' ? configPath : null };
}
