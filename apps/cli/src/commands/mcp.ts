import { createServerLauncher, runMcp, startPolicyFrom } from '@aegis/mcp';
import process from 'node:process';
import type { CommandHandler } from '../context.ts';

export interface McpFlags {
  start?: true;
}

/** Serves MCP on this process's stdin and stdout; the server it may start is this same program's `serve`. */
export const mcp: CommandHandler<McpFlags, []> = ({ io, settings }, flags) => {
  const start = flags.start ? 'always' : startPolicyFrom(io.env);
  const [, program = 'aegis'] = process.argv;
  const command = [process.execPath, program, 'serve'] as const;
  return runMcp({
    url: settings.url,
    token: settings.token,
    launchServer:
      start === 'always' ? createServerLauncher({ command: [...command], env: io.env }) : undefined,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: io.signal,
  });
};
