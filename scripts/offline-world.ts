import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createAegisClient, type AegisClient } from '@aegis/client';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  eventually,
  freePort,
  resolveClaude,
  startScriptedApi,
  type ClaudeHome,
  type ScriptedApi,
} from '@aegis/testkit';

/** The built command, as a user runs it. */
export const CLI = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url));

export interface OfflineWorldOptions {
  /** The command of a Claude Code to use instead of the pinned copy. */
  claude?: string;
  workDirName?: string;
  /** Further settings of the server, as `AEGIS_…` variables, and what else it is to have in its environment. */
  settings?: Record<string, string>;
}

/** All that a real server with a real Claude Code needs to run against a scripted model; nothing of the user's is touched. */
export interface OfflineWorld {
  api: ScriptedApi;
  home: ClaudeHome;
  port: number;
  client: AegisClient;
  workDir: string;
  stateDir: string;
  /** Of the server, and of every command that is to find this server and nothing else. */
  env: Record<string, string>;
  /** Start `aegis serve`, and wait until it answers. */
  serve(options?: ServeOptions): Promise<ChildProcess>;
  /** Once the server has ended. */
  dispose(): Promise<void>;
}

export interface ServeOptions {
  /** Of `aegis serve`. */
  flags?: readonly string[];
  /** Of Node. */
  nodeFlags?: readonly string[];
  /** Whether messages can be exchanged with it. */
  channel?: boolean;
}

/** Milliseconds that a server gets to answer: it takes over every session first. */
const START_TIMEOUT_MS = 30_000;

export async function createOfflineWorld(options: OfflineWorldOptions = {}): Promise<OfflineWorld> {
  const { claude, workDirName = 'project', settings = {} } = options;
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir({ name: workDirName });
  const state = await createOwnedDirectory();
  const port = await freePort();
  const env = {
    ...home.env,
    AEGIS_PORT: String(port),
    AEGIS_STATE_DIR: state.path,
    AEGIS_CLAUDE_COMMAND: JSON.stringify([claude ?? resolveClaude()]),
    AEGIS_LOG_LEVEL: 'warn',
    ...settings,
  };
  const token = settings['AEGIS_AUTH_TOKEN'];
  const client = createAegisClient({ baseUrl: `http://127.0.0.1:${port}`, token });
  return {
    ...{ api, home, port, client, env, workDir: work.path, stateDir: state.path },
    async serve({ flags = [], nodeFlags = [], channel = false } = {}) {
      const stdio: StdioOptions = ['ignore', 'ignore', 'inherit'];
      const server = spawn(process.execPath, [...nodeFlags, CLI, 'serve', ...flags], {
        env,
        stdio: channel ? [...stdio, 'ipc'] : stdio,
      });
      await eventually('the server to answer', () => client.health().catch(() => null), {
        timeoutMs: START_TIMEOUT_MS,
      });
      return server;
    },
    async dispose() {
      await home.dispose();
      await work.dispose();
      await state.dispose();
      await api.close();
    },
  };
}

/** Resolves once the process has ended, at once where it has. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
