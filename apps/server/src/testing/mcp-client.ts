import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type CallToolResult, CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { onTestFinished } from 'vitest';

export interface McpClient {
  client: Client;
  transport: StreamableHTTPClientTransport;
  call: (name: string, input?: Record<string, unknown>) => Promise<CallToolResult>;
  /** The text of an answer's first block. */
  said: (name: string, input?: Record<string, unknown>) => Promise<string>;
}

/** The SDK's client at `/mcp` of a server. It goes with its test. */
export async function connectMcp(url: string, token?: string): Promise<McpClient> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), {
    requestInit: { headers },
  });
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = async (name: string, input: Record<string, unknown> = {}) =>
    CallToolResultSchema.parse(await client.callTool({ name, arguments: input }));
  return {
    ...{ client, transport, call },
    async said(name, input) {
      const [first] = (await call(name, input)).content;
      return first?.type === 'text' ? first.text : '';
    },
  };
}
