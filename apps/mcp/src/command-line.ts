import { AegisError } from '@aegis/protocol';
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };

export type StartPolicy = 'always' | 'never';

export interface McpSettings {
  url: string;
  token: string | undefined;
  start: StartPolicy;
}

function textSetting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

function defaultUrl(env: NodeJS.ProcessEnv): string {
  const port = textSetting(env, 'AEGIS_PORT') ?? '9100';
  return textSetting(env, 'AEGIS_URL') ?? `http://127.0.0.1:${port}`;
}

/** Whether to start a server that is not there: `AEGIS_MCP_START`. @throws AegisError `config_invalid` */
export function startPolicyFrom(env: NodeJS.ProcessEnv): StartPolicy {
  const value = textSetting(env, 'AEGIS_MCP_START') ?? 'never';
  if (value === 'always' || value === 'never') return value;
  throw new AegisError(
    'config_invalid',
    `AEGIS_MCP_START is ${JSON.stringify(value)}; set it to "always" or "never".`,
  );
}

export type ParsedCommandLine =
  | { kind: 'run'; settings: McpSettings }
  /** Help, version, or a usage error: what was to be said has been written. */
  | { kind: 'done'; exitCode: number };

interface Write {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/** @throws AegisError `config_invalid` for a setting of the environment that does not fit */
export function parseCommandLine(
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
  write: Write,
): ParsedCommandLine {
  const command = new Command('aegis-mcp')
    .description('Aegis as an MCP server over stdio.')
    .version(packageJson.version)
    .option('--server <url>', 'address of the Aegis server (AEGIS_URL)', defaultUrl(env))
    .option('--start', 'start a server when none listens (AEGIS_MCP_START=always)')
    .addHelpText('after', '\nAEGIS_AUTH_TOKEN is sent to the server as a bearer token.')
    .exitOverride()
    .configureOutput({ writeOut: write.stdout, writeErr: write.stderr });
  try {
    command.parse(parameters, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'done', exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  const flags: { server: string; start?: true } = command.opts();
  return {
    kind: 'run',
    settings: {
      url: flags.server,
      token: textSetting(env, 'AEGIS_AUTH_TOKEN'),
      start: flags.start ? 'always' : startPolicyFrom(env),
    },
  };
}
