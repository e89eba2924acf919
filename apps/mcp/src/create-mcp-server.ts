import { type AegisClient, isNotListening } from '@aegis/client';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import packageJson from '../package.json' with { type: 'json' };
import { INSTRUCTIONS } from './instructions.ts';
import { ShownPendings } from './shown-pendings.ts';
import type { ToolContext } from './tool.ts';
import { toErrorResult } from './tool-error.ts';
import { TOOLS } from './tools.ts';

export interface McpServerOptions {
  client: AegisClient;
  /** Called when no server listens; resolves when one answers. Without it the tools say how to start one. */
  startServer?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

// The high-level server takes its schemas from zod; ours come from the protocol package.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- "only for advanced use cases", and this is one
export type McpServer = Server;

/** Aegis as an MCP server, to be connected to a transport. */
export function createMcpServer({ client, startServer }: McpServerOptions): McpServer {
  const tools = new Map(TOOLS.map((tool) => [tool.description.name, tool]));
  const shown = new ShownPendings();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see McpServer
  const server = new Server(
    { name: 'aegis', title: 'Aegis', version: packageJson.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );

  async function call(name: string, input: unknown, signal: AbortSignal): Promise<CallToolResult> {
    const tool = tools.get(name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${name}`);
    const context: ToolContext = { client, signal, shown };
    try {
      return await tool.call(input, context);
    } catch (error) {
      // Nothing listened, so nothing was done, and the call may be made again.
      if (!startServer || !isNotListening(error)) throw error;
      await startServer(signal);
      return tool.call(input, context);
    }
  }

  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ description }) => description),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    try {
      return await call(params.name, params.arguments ?? {}, signal);
    } catch (error) {
      if (error instanceof McpError) throw error;
      return toErrorResult(error);
    }
  });
  return server;
}
