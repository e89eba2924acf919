import { existsSync } from 'node:fs';
import { createAegisClient, type AegisClient } from '@aegis/client';
import {
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  resolveClaude,
  startScriptedApi,
  type ScriptedApi,
} from '@aegis/testkit';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** The server as a process of its own, with a real Claude Code, offline, in a home of its own, and a real tmux. */
export interface RealServer {
  process: ServerProcess;
  api: ScriptedApi;
  client: AegisClient;
  url: string;
  stateDir: string;
  /** A directory that Claude Code trusts. */
  workDir: string;
  trust: (path: string) => void;
  /** SIGKILL, and another process in its place: `client`, `url` and `process` are the new one's. */
  crash: () => Promise<void>;
  dispose: () => Promise<void>;
}

export async function startRealServer(
  environment: Record<string, string> = {},
): Promise<RealServer> {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const state = await createOwnedDirectory();
  const work = await createWorkDir();
  home.trust(work.path);
  const start = async () => {
    const server = await startServerProcess({
      directory: state,
      environment: {
        ...home.env,
        AEGIS_STATE_DIR: state.path,
        AEGIS_CLAUDE_COMMAND: JSON.stringify([resolveClaude()]),
        AEGIS_TMUX_PATH: 'tmux',
        AEGIS_KILL_SESSIONS: 'true',
        AEGIS_LOG_LEVEL: 'debug',
        ...environment,
      },
    });
    const url = await server.listening();
    const client = createAegisClient({ baseUrl: url, token: environment['AEGIS_AUTH_TOKEN'] });
    return { process: server, url, client };
  };
  const server: RealServer = {
    ...(await start()),
    api,
    stateDir: state.path,
    workDir: work.path,
    trust: (path) => home.trust(path),
    async crash() {
      server.process.child.kill('SIGKILL');
      await server.process.exited;
      Object.assign(server, await start());
    },
    async dispose() {
      server.process.child.kill('SIGTERM');
      await server.process.exited;
      await home.dispose();
      await work.dispose();
      if (existsSync(state.path)) await state.dispose();
      await api.close();
    },
  };
  return server;
}
