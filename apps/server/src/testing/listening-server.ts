import { join } from 'node:path';
import type { Logger } from '@aegis/core';
import { openSqliteStore } from '@aegis/store/sqlite';
import { createOwnedDirectory } from '@aegis/testkit';
import { onTestFinished } from 'vitest';
import { resolveConfig, type RawSettings } from '../config/resolve-config.ts';
import type { ServerLimits } from '../limits.ts';
import { startServer, type RunningServer, type StartOptions } from '../start-server.ts';
import { STORED_SESSION } from './stored-session.ts';
import type { LogLine } from './test-app.ts';

export const ADMIN_TOKEN = 'an-admin-token-of-enough-characters';

export interface ListeningServer extends RunningServer {
  stateDir: string;
  home: string;
  /** Every line of the log, of every level. */
  log: LogLine[];
  /** A request with the admin token, where one is set. */
  call: (path: string, init?: RequestInit) => Promise<Response>;
  /** Stores so many `delivery-changed` events of {@link STORED_SESSION}, which is made if need be, and tells them and some more. */
  happen: (count?: number, padding?: string) => Promise<void>;
  dispose: () => Promise<void>;
}

export interface ListeningOptions {
  flags?: RawSettings;
  limits?: Partial<ServerLimits>;
  environment?: Record<string, string>;
  webhooks?: NonNullable<StartOptions['webhooks']>;
}

/** As {@link openListening}; it goes with its test. */
export async function startListening(options?: ListeningOptions): Promise<ListeningServer> {
  const server = await openListening(options);
  onTestFinished(() => server.dispose());
  return server;
}

/** A server that really listens, on a machine without tmux and Claude Code. */
export async function openListening({
  flags = {},
  limits = {},
  environment = {},
  webhooks = {},
}: ListeningOptions = {}): Promise<ListeningServer> {
  const directory = await createOwnedDirectory();
  const stateDir = join(directory.path, 'state');
  const log: LogLine[] = [];
  const write = (level: keyof Logger) => (fields: Record<string, unknown>, message: string) => {
    log.push({ level, fields, message });
  };
  const server = await startServer({
    config: resolveConfig({
      flags: {
        port: 0,
        stateDir,
        claudeCommand: '/nowhere/claude',
        tmuxPath: '/nowhere/tmux',
        ...flags,
      },
      environment: {},
      file: null,
    }),
    environment: { PATH: '/usr/bin:/bin', HOME: directory.path, ...environment },
    version: '1.2.3',
    logger: {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
    limits,
    webhooks,
  });
  return {
    ...server,
    stateDir,
    home: directory.path,
    log,
    async dispose() {
      await server.close();
      await directory.dispose();
    },
    call: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (typeof flags.authToken === 'string' && !headers.has('authorization')) {
        headers.set('authorization', `Bearer ${flags.authToken}`);
      }
      return fetch(server.url + path, { ...init, headers });
    },
    async happen(count = 1, padding = '') {
      const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
      const row = { workDir: '/w', parentId: null, status: 'idle', tags: [], endedAt: null };
      if (store.getSession(STORED_SESSION) === null) {
        const data = { hookSecret: 'wake' };
        store.insertSession({ id: STORED_SESSION, ...row, createdAt: 1, updatedAt: 1, data });
      }
      const data = { messageId: padding, verdict: 'delivered', attempts: 1, evidence: null };
      store.transaction(() => {
        for (let index = 0; index < count; index += 1) {
          store.appendEvent({ sessionId: STORED_SESSION, type: 'delivery-changed', at: 1, data });
        }
      });
      store.close();
      // Another process's events are told once something happens in this one: a permission is asked for, and asked no more.
      await server.aegis.receiveHook({
        sessionId: STORED_SESSION,
        event: 'PermissionRequest',
        secret: 'wake',
        body: { tool_name: 'Bash', tool_input: { command: 'ls' } },
        signal: AbortSignal.timeout(1),
      });
    },
  };
}
