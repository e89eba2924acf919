import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ServerAddress } from './server-address.ts';

export interface LaunchedServer {
  pid: number | null;
  /** Where its output goes. */
  logPath: string;
  /** Resolves with how it ended, should it end: `code 1`, `SIGKILL`, or why it could not be started. */
  ended: Promise<string>;
}

/** Starts a server that lives on after this process. */
export type LaunchServer = (address: ServerAddress) => Promise<LaunchedServer>;

export interface LaunchOptions {
  /** The program and its arguments; no shell is involved. */
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
}

function stateDirectory(env: NodeJS.ProcessEnv): string {
  const configured = env['AEGIS_STATE_DIR'];
  return configured === undefined || configured === '' ? join(homedir(), '.aegis') : configured;
}

/** A launcher that runs `command` detached, its output appended to `server.log` in the state directory. */
export function createServerLauncher({ command, env }: LaunchOptions): LaunchServer {
  return async ({ host, port }) => {
    const directory = stateDirectory(env);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const logPath = join(directory, 'server.log');
    const log = await open(logPath, 'a', 0o600);
    const [program, ...parameters] = command;
    const child = spawn(program, parameters, {
      cwd: directory,
      env: { ...env, AEGIS_HOST: host, AEGIS_PORT: String(port) },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `code ${String(code)}`));
    });
    child.unref();
    await log.close();
    return { pid: child.pid ?? null, logPath, ended };
  };
}
