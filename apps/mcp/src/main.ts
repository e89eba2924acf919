#!/usr/bin/env node
import process from 'node:process';
import { toAegisError } from './tool-error.ts';
import { parseCommandLine } from './command-line.ts';
import { runMcp } from './run-mcp.ts';
import { createServerLauncher } from './start/launch-server.ts';

async function main(): Promise<number> {
  const { env, stdin, stdout, stderr } = process;
  const parsed = parseCommandLine(process.argv.slice(2), env, {
    stdout: (text) => stdout.write(text),
    stderr: (text) => stderr.write(text),
  });
  if (parsed.kind === 'done') return parsed.exitCode;
  const { url, token, start } = parsed.settings;
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const launchServer =
    start === 'always' ? createServerLauncher({ command: ['aegis-server'], env }) : undefined;
  return runMcp({ url, token, launchServer, stdin, stdout, stderr, signal: stop.signal });
}

try {
  process.exitCode = await main();
} catch (error) {
  const { code, message } = toAegisError(error);
  process.stderr.write(`aegis-mcp: ${code}: ${message}\n`);
  process.exitCode = 1;
}
