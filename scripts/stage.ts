import { spawn, type ChildProcess } from 'node:child_process';
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

export interface StageOptions {
  /** The command of a Claude Code to use instead of the pinned copy. */
  claude?: string;
  workDirName?: string;
  /** Further settings of the server, as `AEGIS_…` variables. */
  settings?: Record<string, string>;
}

/** A real server with a real Claude Code against a scripted model, all of its own: nothing of the user's is touched. */
export interface Stage {
  api: ScriptedApi;
  home: ClaudeHome;
  client: AegisClient;
  port: number;
  workDir: string;
  stateDir: string;
  /** What a command needs to find this server and nothing else. */
  env: Record<string, string>;
  server: ChildProcess;
  dispose(): Promise<void>;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir({ name: options.workDirName ?? 'project' });
  const state = await createOwnedDirectory();
  const port = await freePort();
  const env = {
    ...home.env,
    AEGIS_PORT: String(port),
    AEGIS_STATE_DIR: state.path,
    AEGIS_CLAUDE_COMMAND: JSON.stringify([options.claude ?? resolveClaude()]),
    AEGIS_LOG_LEVEL: 'warn',
    ...options.settings,
  };
  const server = spawn(process.execPath, [CLI, 'serve', '--kill-sessions'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const token = options.settings?.['AEGIS_AUTH_TOKEN'];
  const client = createAegisClient({ baseUrl: `http://127.0.0.1:${port}`, token });
  await eventually('the server to answer', () => client.health().catch(() => null));
  return {
    api,
    home,
    client,
    port,
    env,
    server,
    workDir: work.path,
    stateDir: state.path,
    async dispose() {
      server.kill('SIGTERM');
      await ended(server);
      await home.dispose();
      await work.dispose();
      await state.dispose();
      await api.close();
    },
  };
}
