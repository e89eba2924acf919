import { createAegisClient } from '@aegis/client';
import { patientFetch } from '@aegis/client/node';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { createMcpServer } from './create-mcp-server.ts';
import { createServerStarter } from './start/create-server-starter.ts';
import type { LaunchServer } from './start/launch-server.ts';

export interface RunMcpOptions {
  /** Where the Aegis server listens; default `http://127.0.0.1:9100`. */
  url?: string | undefined;
  token?: string | undefined;
  /** Starts a server when none listens; without it the tools say how. */
  launchServer?: LaunchServer | undefined;
  stdin: Readable;
  /** Takes JSON-RPC and nothing else. */
  stdout: Writable;
  stderr: Writable;
  /** Aborting it ends the run. */
  signal?: AbortSignal | undefined;
}

/**
 * Serve MCP over stdio until the client closes its side or the signal is aborted.
 * @returns the exit code
 * @throws AegisError `config_invalid` where `url` is no address
 */
export async function runMcp(options: RunMcpOptions): Promise<number> {
  const { stdin, stdout, stderr, signal, launchServer } = options;
  // A quality gate takes as long as it takes.
  const { url: baseUrl, token } = options;
  const client = createAegisClient({ baseUrl, token, fetch: patientFetch });
  const server = createMcpServer({
    client,
    startServer: launchServer && createServerStarter(client, launchServer),
  });
  const closed = new AbortController();
  const close = () => closed.abort();
  server.onerror = (error) => stderr.write(`aegis mcp: ${error.message}\n`);
  server.onclose = close;
  for (const event of ['end', 'close']) stdin.once(event, close);
  // The client is gone: there is nobody left to tell.
  stdout.on('error', close);
  signal?.addEventListener('abort', close, { once: true });

  await server.connect(new StdioServerTransport(stdin, stdout));
  if (!closed.signal.aborted && !signal?.aborted) await once(closed.signal, 'abort');
  await server.close();
  return 0;
}
