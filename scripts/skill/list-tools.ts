import { createAegisClient } from '@aegis/client';
import { createMcpServer } from '@aegis/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';

export interface ListedTool {
  name: string;
  /** The first sentence of its description. */
  summary: string;
  /** `name`, or `name?` where it may be left out. */
  parameters: string[];
}

/** The tools of the MCP server, as a client of it sees them. No Aegis server is asked. */
export async function listTools(): Promise<ListedTool[]> {
  const server = createMcpServer({ client: createAegisClient() });
  // One that can ask its user: to others a tool for that is not listed.
  const capabilities = { elicitation: {} };
  const client = new Client({ name: 'reference', version: '0' }, { capabilities });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await server.connect(there);
  await client.connect(here);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name, description = '', inputSchema }) => {
    const required = new Set(inputSchema.required);
    return {
      name,
      summary: /^.*?[.:](?=\s|$)/s.exec(description)?.[0].replace(/[.:]$/, '') ?? description,
      parameters: Object.keys(inputSchema.properties ?? {}).map((parameter) =>
        required.has(parameter) ? parameter : `${parameter}?`,
      ),
    };
  });
}
