import { join } from 'node:path';
import { createAegis, type Aegis, type AegisOptions, type Logger } from '@aegis/core';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { onTestFinished } from 'vitest';
import { createApp, type AppDependencies } from '../http/create-app.ts';
import { OpenStreams } from '../http/events/open-streams.ts';
import { createServerMetrics } from '../metrics/server-metrics.ts';
import { checkExchange } from './watch-fetch.ts';

export interface LogLine {
  level: keyof Logger;
  fields: Record<string, unknown>;
  message: string;
}

export interface TestApp {
  directory: OwnedDirectory;
  aegis: Aegis;
  log: LogLine[];
  /** Sends a request as a program on this machine does. */
  request: (path: string, init?: RequestInit) => Promise<Response>;
}

export interface TestAppOptions {
  access?: Partial<AppDependencies['access']>;
  aegis?: AegisOptions;
  /** Not ready yet, or closing. */
  isDown?: boolean;
  remoteAddress?: string;
}

/** The app on a real core in a directory of its own, on a machine without tmux and Claude Code. It goes with its test. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const directory = await createOwnedDirectory();
  const log: LogLine[] = [];
  const write = (level: keyof Logger) => (fields: Record<string, unknown>, message: string) => {
    log.push({ level, fields, message });
  };
  const aegis = await createAegis({
    stateDir: join(directory.path, 'state'),
    claudeCommand: ['/nowhere/claude'],
    tmuxPath: '/nowhere/tmux',
    env: { PATH: '/usr/bin:/bin', HOME: directory.path },
    ...options.aegis,
  });
  const streams = new OpenStreams();
  const metrics = createServerMetrics({
    ...{ aegis, version: '1.2.3' },
    openStreams: () => streams.size,
  });
  const app = createApp({
    aegis: () => (options.isDown === true ? null : aegis),
    access: { host: '127.0.0.1', allowedHosts: [], authToken: null, ...options.access },
    facts: { version: '1.2.3', startedAt: 1_000, now: () => 3_000 },
    logger: {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
    remoteAddress: () => options.remoteAddress,
    streams,
    metrics: () => (options.isDown === true ? null : metrics),
  });
  onTestFinished(async () => {
    metrics.close();
    await aegis.close();
    await directory.dispose();
  });
  return {
    directory,
    aegis,
    log,
    request: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('host')) headers.set('host', '127.0.0.1:9100');
      const response = await app.request(path, { ...init, headers });
      await checkExchange(new URL(path, 'http://localhost').pathname, init, response);
      return response;
    },
  };
}
