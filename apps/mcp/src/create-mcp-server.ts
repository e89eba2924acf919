import { type AegisClient, isNotListening } from '@aegis/client';
import packageJson from '../package.json' with { type: 'json' };
import { EventFeed } from './events/event-feed.ts';
import { OwnSessions } from './events/own-sessions.ts';
import { handlePrompts } from './handle-prompts.ts';
import { handleResources } from './handle-resources.ts';
import { handleTools } from './handle-tools.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { McpServer, type Reach } from './mcp-server.ts';
import { ShownPendings } from './shown-pendings.ts';
import type { Connection } from './tool.ts';

export interface McpServerOptions {
  client: AegisClient;
  /** Called when no server listens; resolves when one answers. Without it the tools say how to start one. */
  startServer?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Aegis as an MCP server, to be connected to one transport, of one client. */
export function createMcpServer({ client, startServer }: McpServerOptions): McpServer {
  const server = new McpServer(
    { name: 'aegis', title: 'Aegis', version: packageJson.version },
    {
      capabilities: {
        tools: {},
        resources: { subscribe: true, listChanged: true },
        prompts: {},
        completions: {},
        logging: {},
      },
      instructions: INSTRUCTIONS,
    },
  );
  const events = new EventFeed(client);
  const own = new OwnSessions(events, ({ level, data }) => {
    const sessionId = server.transport?.sessionId;
    void server
      .sendLoggingMessage({ level, logger: 'aegis', data }, sessionId)
      .catch(() => undefined);
  });
  const connection: Connection = { client, events, own, shown: new ShownPendings() };

  const reach: Reach = async (signal, work) => {
    try {
      return await work();
    } catch (error) {
      if (!startServer || !isNotListening(error)) throw error;
      await startServer(signal);
      return work();
    }
  };

  handleTools(server, connection, reach);
  const subscriptions = handleResources(server, connection, reach);
  handlePrompts(server, connection, reach);
  server.onceClosed(() => {
    subscriptions.close();
    events.close();
  });
  return server;
}
