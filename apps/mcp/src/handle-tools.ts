import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type ProgressNotification,
  type ProgressToken,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import type { AskUser } from './asking/ask-user.ts';
import type { McpServer, Reach } from './mcp-server.ts';
import { createProgress } from './events/progress.ts';
import type { Connection, Tool, ToolContext } from './tool.ts';
import { toErrorResult } from './tool-error.ts';
import { TOOLS } from './tools.ts';

/** What of a request the SDK gives that a call needs. */
interface Extra {
  signal: AbortSignal;
  requestId: RequestId;
  _meta?: { progressToken?: ProgressToken | undefined } | undefined;
  sendNotification: (notification: ProgressNotification) => Promise<void>;
}

export function handleTools(server: McpServer, connection: Connection, reach: Reach): void {
  const tools = new Map(TOOLS.map((tool) => [tool.description.name, tool]));

  const canAsk = () => server.getClientCapabilities()?.elicitation?.form !== undefined;
  const isOfUse = ({ needs }: Tool) => needs === null || canAsk();

  /** Over the connection of the call that asks: over HTTP no other one may be open. */
  function askUserOf({ requestId }: Extra): AskUser | null {
    if (!canAsk()) return null;
    return (form, { signal, timeoutMs }) =>
      server.elicitInput(
        { mode: 'form', ...form },
        { signal, timeout: timeoutMs, relatedRequestId: requestId },
      );
  }

  function contextOf(extra: Extra): ToolContext {
    const token = extra._meta?.progressToken;
    return {
      ...connection,
      signal: extra.signal,
      progress: token === undefined ? null : createProgress(token, extra.sendNotification),
      askUser: askUserOf(extra),
    };
  }

  async function call(tool: Tool, input: unknown, extra: Extra): Promise<CallToolResult> {
    const context = contextOf(extra);
    try {
      const result = await reach(extra.signal, () => tool.call(input, context));
      // The server answers: whoever listens, and was refused before, is listened for again.
      connection.events.wake();
      return result;
    } catch (error) {
      return toErrorResult(error);
    } finally {
      context.progress?.end();
    }
  }

  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.filter(isOfUse).map(({ description }) => description),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => {
    const tool = tools.get(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
    return call(tool, params.arguments ?? {}, extra);
  });
}
