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
  type ScriptedApi,
} from '@aegis/testkit';

/** Everything that the demo plays on, of its own: nothing of the user's is touched. */
export interface Stage {
  api: ScriptedApi;
  client: AegisClient;
  workDir: string;
  claudeCommand: string;
  serverPid: number;
  dispose(): Promise<void>;
}

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** @param claude the command of a Claude Code to use instead of the pinned copy, or null */
export async function setStage(claude: string | null): Promise<Stage> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir({ name: 'greeter' });
  const state = await createOwnedDirectory();
  const port = await freePort();
  const claudeCommand = claude ?? resolveClaude();
  const server = spawn(process.execPath, [CLI, 'serve', '--kill-sessions'], {
    env: {
      ...home.env,
      AEGIS_PORT: String(port),
      AEGIS_STATE_DIR: state.path,
      AEGIS_CLAUDE_COMMAND: JSON.stringify([claudeCommand]),
      AEGIS_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const client = createAegisClient({ baseUrl: `http://127.0.0.1:${port}` });
  await eventually('the server to answer', () => client.health().catch(() => null));
  return {
    api,
    client,
    workDir: work.path,
    claudeCommand,
    serverPid: server.pid ?? 0,
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
