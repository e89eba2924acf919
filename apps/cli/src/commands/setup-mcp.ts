import type { CommandContext, CommandHandler } from '../context.ts';
import { findServerSettings } from '../doctor/server-settings.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { register, type SetupChange, unregister } from '../setup-mcp/register.ts';
import {
  addWords,
  type McpEntry,
  removeWords,
  SERVER_NAME,
  SETUP_SCOPES,
  type SetupScope,
  toEntry,
} from '../setup-mcp/registration.ts';
import { shellQuote } from '../text/shell-quote.ts';
import { UsageError } from '../usage-error.ts';

export interface SetupMcpFlags {
  scope: string;
  http?: true;
  print?: true;
  remove?: true;
}

const WHERE: Record<SetupScope, string> = {
  user: 'for all your projects',
  project: 'for everybody who works on this project (.mcp.json)',
  local: 'for you in this project',
};
const USUAL_URL = 'http://127.0.0.1:9100';

function scopeFrom(text: string): SetupScope {
  const scope = SETUP_SCOPES.find((known) => known === text);
  if (scope) return scope;
  throw new UsageError(`--scope ${JSON.stringify(text)}: write one of ${SETUP_SCOPES.join(', ')}.`);
}

/** `aegis` where that is this program, so that it stays right when it is updated; else the way it was started now. */
async function ownCommand(io: CliIo): Promise<readonly [string, ...string[]]> {
  const probe = await io.run(['aegis', '--version'], io.env);
  return probe.exitCode === 0 ? ['aegis'] : io.self;
}

/** How Claude Code is started. The token is the client's here: what a server asks of its own does not matter. */
async function claudeCommand({ env }: CliIo): Promise<readonly [string, ...string[]]> {
  const { settings, problems } = await findServerSettings({ ...env, AEGIS_AUTH_TOKEN: undefined });
  const [problem] = problems;
  if (problem) throw new UsageError(`${problem.found} ${problem.fix ?? ''}`.trim());
  return settings.claudeCommand;
}

function printed(entry: McpEntry, line: string): string {
  const config = { mcpServers: { [SERVER_NAME]: entry } };
  return `${line}\n\nOr in .mcp.json, or the file that claude --mcp-config takes:\n\n${JSON.stringify(config, null, 2)}`;
}

function sentence(change: SetupChange, scope: SetupScope, entry: McpEntry): string {
  const what = entry.type === 'http' ? entry.url : [entry.command, ...entry.args].join(' ');
  switch (change) {
    case 'added':
      return `Added to Claude Code ${WHERE[scope]}: ${what}`;
    case 'replaced':
      return `It was in Claude Code ${WHERE[scope]} already; now it is: ${what}`;
    case 'removed':
      return `Removed from Claude Code ${WHERE[scope]}.`;
    case 'absent':
      return `Nothing to remove: it was not in Claude Code ${WHERE[scope]}.`;
  }
}

/** What is to be known of it once it is there. */
function hint({ settings }: CommandContext, entry: McpEntry): string {
  const token =
    settings.token === undefined
      ? ''
      : ' Claude Code must have AEGIS_AUTH_TOKEN in its environment: it is written down nowhere.';
  const server =
    entry.type === 'http'
      ? 'The server must run when Claude Code starts: aegis serve.'
      : 'The server must run when its tools are used: aegis serve.';
  return `${server}${token} In Claude Code, /mcp shows it.`;
}

export const setupMcp: CommandHandler<SetupMcpFlags, []> = async (context, flags) => {
  const { io, output, settings } = context;
  const scope = scopeFrom(flags.scope);
  const entry = toEntry({
    transport: flags.http ? 'http' : 'stdio',
    command: await ownCommand(io),
    url: settings.url,
    isUsualUrl: settings.url === USUAL_URL,
    hasToken: settings.token !== undefined,
  });
  const claude = await claudeCommand(io);
  const words = flags.remove ? removeWords(scope) : addWords(entry, scope);
  const command = ['claude', ...words];
  if (flags.print) {
    output.answer({ scope, command, entry }, (shown) =>
      flags.remove
        ? shown.command.map(shellQuote).join(' ')
        : printed(shown.entry, shown.command.map(shellQuote).join(' ')),
    );
    return EXIT.ok;
  }
  const runClaude = (given: readonly string[]) => io.run([...claude, ...given], io.env);
  const change = flags.remove
    ? await unregister(runClaude, scope)
    : await register(runClaude, entry, scope);
  output.answer({ change, scope, command, entry }, (shown) =>
    sentence(shown.change, scope, shown.entry),
  );
  if (!flags.remove) output.note(hint(context, entry));
  return EXIT.ok;
};
