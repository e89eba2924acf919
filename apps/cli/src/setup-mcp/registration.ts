/** Where Claude Code keeps it: for this user, for whoever works on the project (`.mcp.json`), or for this user there. */
export const SETUP_SCOPES = ['user', 'project', 'local'] as const;
export type SetupScope = (typeof SETUP_SCOPES)[number];

/** The name that tools are prefixed with: `mcp__aegis__create_session`. */
export const SERVER_NAME = 'aegis';

/** An MCP server as Claude Code's configuration spells it. */
export type McpEntry =
  | { type: 'stdio'; command: string; args: string[]; env: Record<string, string> }
  | { type: 'http'; url: string; headers: Record<string, string> };

export interface EntryOptions {
  transport: 'stdio' | 'http';
  /** How `aegis` is started. */
  command: readonly [string, ...string[]];
  /** Address of the server. */
  url: string;
  /** Whether it is another than the one that `aegis` takes of itself. */
  isUsualUrl: boolean;
  /** Whether the server is to be told a token. */
  hasToken: boolean;
}

/**
 * What Claude Code is told. No token is written down: Claude Code gives its own environment to what it starts, and puts
 * variables of it into headers.
 */
export function toEntry({ transport, command, url, isUsualUrl, hasToken }: EntryOptions): McpEntry {
  if (transport === 'http') {
    const headers: Record<string, string> = hasToken
      ? { Authorization: 'Bearer ${AEGIS_AUTH_TOKEN}' }
      : {};
    return { type: 'http', url: `${url.replace(/\/$/, '')}/mcp`, headers };
  }
  const [program, ...parameters] = command;
  const env: Record<string, string> = isUsualUrl ? {} : { AEGIS_URL: url };
  return { type: 'stdio', command: program, args: [...parameters, 'mcp'], env };
}

/** The words behind `claude` that add it. */
export function addWords(entry: McpEntry, scope: SetupScope): string[] {
  const common = ['mcp', 'add', SERVER_NAME, '--scope', scope];
  if (entry.type === 'http') {
    const headers = Object.entries(entry.headers).flatMap(([name, value]) => [
      '--header',
      `${name}: ${value}`,
    ]);
    return [...common, '--transport', 'http', entry.url, ...headers];
  }
  const env = Object.entries(entry.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [...common, ...env, '--', entry.command, ...entry.args];
}

export function removeWords(scope: SetupScope): string[] {
  return ['mcp', 'remove', SERVER_NAME, '--scope', scope];
}
