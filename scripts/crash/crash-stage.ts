import { spawn, type ChildProcess } from 'node:child_process';
import { createAegisClient, type AegisClient } from '@aegis/client';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  eventually,
  freePort,
  resolveClaude,
  startScriptedApi,
  type ScriptedApi,
} from '@aegis/testkit';
import { CLI } from '../stage.ts';

/** A server that is killed and started again on the same state, while real Claude Code sessions go on. */
export interface CrashStage {
  api: ScriptedApi;
  client: AegisClient;
  workDir: string;
  /** `kill -9`, and wait until it is gone. */
  kill(): Promise<void>;
  /** Start it, and wait until it answers. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

export async function setCrashStage(): Promise<CrashStage> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir();
  const state = await createOwnedDirectory();
  const port = await freePort();
  home.trust(work.path);
  const env = {
    ...home.env,
    AEGIS_PORT: String(port),
    AEGIS_STATE_DIR: state.path,
    AEGIS_CLAUDE_COMMAND: JSON.stringify([resolveClaude()]),
    AEGIS_LOG_LEVEL: 'error',
  };
  const client = createAegisClient({ baseUrl: `http://127.0.0.1:${port}` });
  let server: ChildProcess | null = null;

  async function start(...flags: string[]): Promise<void> {
    server = spawn(process.execPath, [CLI, 'serve', ...flags], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await eventually('the server to answer', () => client.health().catch(() => null), {
      timeoutMs: START_TIMEOUT_MS,
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = server;
    server = null;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await gone;
  }

  return {
    api,
    client,
    workDir: work.path,
    kill: () => end('SIGKILL'),
    start: () => start(),
    async dispose() {
      await end('SIGKILL');
      // The sessions end with a server that is stopped in peace.
      await start('--kill-sessions');
      await end('SIGTERM');
      await home.dispose();
      await work.dispose();
      await state.dispose();
      await api.close();
    },
  };
}
