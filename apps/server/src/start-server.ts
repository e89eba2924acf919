import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createAegis, type Aegis, type Logger } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import type { Config } from './config/settings.ts';
import { createApp } from './http/create-app.ts';

export interface RunningServer {
  url: string;
  port: number;
  aegis: Aegis;
  /** Stops within 2 seconds. Sessions go on, unless the config says otherwise. */
  close(): Promise<void>;
}

export interface StartOptions {
  config: Config;
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  logger: Logger;
}

/** Milliseconds for a request's headers to come in; a body gets a minute. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** Addresses that take what is sent to 127.0.0.1, where hooks go; with any other, core listens for hooks by itself. */
const HEARS_LOOPBACK = new Set(['127.0.0.1', '0.0.0.0', '::']);

/** Whole milliseconds for durations: the wall clock may be set at any time. */
const elapsed = () => Math.round(performance.now());

function listen(server: ServerType, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') {
        reject(cannotListen(host, port, error));
        return;
      }
      reject(
        new AegisError(
          'port_in_use',
          `Port ${port} on ${host} is taken by another program (perhaps another Aegis: try \`aegis doctor\`). Stop it, or choose another port with --port or AEGIS_PORT.`,
          { details: { host, port }, cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      // A server that listens on a port has an address with a port.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): AegisError {
  return new AegisError(
    'config_invalid',
    `Cannot listen on ${host}:${port} (${error.code ?? error.message}). Check --host and --port.`,
    { details: { setting: 'host', host, port }, cause: error },
  );
}

/** @throws AegisError `port_in_use`, `config_invalid`, `state_dir_in_use`, `store_failed` */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { config, environment, version, logger } = options;
  let aegis: Aegis | null = null;
  const app = createApp({
    aegis: () => aegis,
    access: config,
    facts: { version, startedAt: elapsed(), now: elapsed },
    logger,
    remoteAddress: (context) => getConnInfo(context).remote.address,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  if ('requestTimeout' in server) {
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
  }
  // The port first: whoever holds it keeps it, and nothing of the state directory is touched.
  const port = await listen(server, config);
  const stopListening = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  let core: Aegis;
  try {
    core = await createAegis({
      stateDir: config.stateDir,
      claudeCommand: config.claudeCommand,
      tmuxPath: config.tmuxPath,
      env: environment,
      logger,
      ...(HEARS_LOOPBACK.has(config.host) ? { hookBaseUrl: `http://127.0.0.1:${port}` } : {}),
    });
  } catch (error) {
    await stopListening();
    throw error;
  }
  aegis = core;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    port,
    aegis: core,
    async close() {
      aegis = null;
      await Promise.all([stopListening(), core.close({ killSessions: config.killSessions })]);
    },
  };
}
