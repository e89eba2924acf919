import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAegisClient, type AegisClient } from '@aegis/client';
import { socketNameFor } from '@aegis/core';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  eventually,
  freePort,
  resolveClaude,
  runProcess,
  startScriptedApi,
  type ScriptedApi,
} from '@aegis/testkit';
import { CLI } from '../stage.ts';
import { takeSample, type Sample } from './sample.ts';

const PROBE = fileURLToPath(new URL('heap-probe.mjs', import.meta.url));

/** The built server, with a probe for its memory, and real Claude Code. */
export interface EnduranceStage {
  api: ScriptedApi;
  client: AegisClient;
  server: ChildProcess;
  workDir: string;
  sample(): Promise<Sample>;
  dispose(): Promise<void>;
}

export async function setEnduranceStage(): Promise<EnduranceStage> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir();
  const state = await createOwnedDirectory();
  const temporary = await createOwnedDirectory();
  const port = await freePort();
  home.trust(work.path);
  const env = {
    ...home.env,
    TMPDIR: temporary.path,
    AEGIS_PORT: String(port),
    AEGIS_STATE_DIR: state.path,
    AEGIS_CLAUDE_COMMAND: JSON.stringify([resolveClaude()]),
    AEGIS_LOG_LEVEL: 'warn',
  };
  const server = spawn(
    process.execPath,
    ['--expose-gc', '--import', PROBE, CLI, 'serve', '--kill-sessions'],
    { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const client = createAegisClient({ baseUrl: `http://127.0.0.1:${port}` });
  await eventually('the server to answer', () => client.health().catch(() => null));

  async function tmuxPid(): Promise<number> {
    const { stdout } = await runProcess(
      ['tmux', '-L', socketNameFor(state.path), 'display-message', '-p', '#{pid}'],
      { env },
    );
    return Number(stdout);
  }

  return {
    api,
    client,
    server,
    workDir: work.path,
    sample: async () =>
      takeSample({
        server,
        tmuxPid: await tmuxPid(),
        stateDir: join(state.path),
        temporaryDir: temporary.path,
      }),
    async dispose() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGTERM');
        await gone;
      }
      await home.dispose();
      for (const directory of [work, state, temporary]) await directory.dispose();
      await api.close();
    },
  };
}
