import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createAegis, type Aegis, type Logger, type WebhookOptions } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import type { Context } from 'hono';
import { loadPrices } from './config/load-prices.ts';
import type { Config } from './config/settings.ts';
import type { AppEnv } from './http/app-env.ts';
import { createAppWithMcp } from './http/create-app.ts';
import { OpenStreams } from './http/events/open-streams.ts';
import { takeUpgrades } from './http/events/websocket-upgrade.ts';
import { createHttpServer } from './http/http-server.ts';
import { createServerMetrics, type ServerMetrics } from './metrics/server-metrics.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';

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
  /** For tests, which have less time. */
  limits?: Partial<ServerLimits>;
  /** For tests, which have less time, and names of their own. */
  webhooks?: Pick<WebhookOptions, 'resolveHost' | 'timeoutMs' | 'retryAfterMs'>;
}

/** Milliseconds for event streams to read that the server stops. */
const FAREWELL_MS = 150;

/** Addresses that take what is sent to 127.0.0.1, where hooks go; with any other, core listens for hooks by itself. */
const HEARS_LOOPBACK = new Set(['127.0.0.1', '0.0.0.0', '::']);

/** Whole milliseconds for durations: the wall clock may be set at any time. */
const elapsed = () => Math.round(performance.now());

function listen(server: Server, { host, port }: Config): Promise<number> {
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

/** Undefined for a request that no socket brought: what an MCP client asks for is asked within this process. */
function addressOf(context: Context<AppEnv>): string | undefined {
  const bindings = context.env as AppEnv['Bindings'] | undefined;
  return bindings?.incoming === undefined ? undefined : getConnInfo(context).remote.address;
}

/** @throws AegisError `port_in_use`, `config_invalid`, `state_dir_in_use`, `store_failed` */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { config, environment, version, logger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const streams = new OpenStreams();
  let aegis: Aegis | null = null;
  let metrics: ServerMetrics | null = null;
  const { app, mcp } = createAppWithMcp({
    aegis: () => aegis,
    access: config,
    facts: { version, startedAt: elapsed(), now: elapsed },
    logger,
    remoteAddress: addressOf,
    limits,
    streams,
    metrics: () => metrics,
  });
  const server = createHttpServer(app.fetch, limits);
  const upgrades = takeUpgrades(server, app.fetch);
  const prices = config.pricesFile === null ? {} : await loadPrices(config.pricesFile);
  // The port first: whoever holds it keeps it, and nothing of the state directory is touched.
  const port = await listen(server, config);
  const stopListening = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
      upgrades.close();
    });
  let core: Aegis;
  try {
    core = await createAegis({
      stateDir: config.stateDir,
      claudeCommand: config.claudeCommand,
      tmuxPath: config.tmuxPath,
      env: environment,
      logger,
      prices,
      stallThresholdMs: config.stallThresholdMs,
      retention: {
        eventMaxAgeDays: config.eventMaxAgeDays,
        eventMaxCount: config.eventMaxCount,
        sessionMaxAgeDays: config.sessionMaxAgeDays,
      },
      webhooks: { ...options.webhooks, allow: config.webhookAllow, ownPort: port },
      ...(HEARS_LOOPBACK.has(config.host) ? { hookBaseUrl: `http://127.0.0.1:${port}` } : {}),
    });
  } catch (error) {
    await stopListening();
    throw error;
  }
  const counted = createServerMetrics({ aegis: core, version, openStreams: () => streams.size });
  metrics = counted;
  aegis = core;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    port,
    aegis: core,
    async close() {
      aegis = null;
      metrics = null;
      counted.close();
      const isAnyStream = streams.size > 0 || mcp.size > 0;
      // First: what its connections follow ends with them.
      await mcp.close();
      streams.cutAll('shutting_down');
      if (isAnyStream) await delay(FAREWELL_MS);
      await Promise.all([stopListening(), core.close({ killSessions: config.killSessions })]);
    },
  };
}
