import { type AegisClient, createAegisClient } from '@aegis/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  type ClientCapabilities,
} from '@modelcontextprotocol/sdk/types.js';
import { createMcpServer } from '../create-mcp-server.ts';

export interface ConnectOptions {
  client?: AegisClient;
  baseUrl?: string;
  startServer?: (signal: AbortSignal) => Promise<void>;
  capabilities?: ClientCapabilities;
  /** Whether the SDK checks each answer against its tool's output schema; it reads all of them for that, which takes a while. */
  checksAnswers?: boolean;
}

/** The SDK's client, in this process, of a server of ours. */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { baseUrl, startServer, capabilities = {}, checksAnswers = false } = options;
  const client = options.client ?? createAegisClient({ baseUrl });
  const server = createMcpServer({ client, startServer });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  const connected = new Client({ name: 'test', version: '0' }, { capabilities });
  await connected.connect(theirs);
  if (checksAnswers) await connected.listTools();
  return connected;
}

export async function callTool(
  client: Client,
  name: string,
  parameters: Record<string, unknown> = {},
): Promise<CallToolResult> {
  return CallToolResultSchema.parse(await client.callTool({ name, arguments: parameters }));
}

export function texts(result: CallToolResult): string[] {
  return result.content.map((block) => (block.type === 'text' ? block.text : block.type));
}
