import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';
import { leftovers } from '../reaper/leftovers.ts';
import { echoMcpConfig } from './echo-mcp-config.ts';

test('the server of the configuration answers with the text that it was given', async () => {
  const config = JSON.parse(echoMcpConfig('one')) as {
    mcpServers: Record<string, { command: string; args: string[] }>;
  };
  const server = config.mcpServers['one'];
  if (server === undefined) throw new Error('no server in the configuration');
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport(server));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['echo']);
  const result = await client.callTool({ name: 'echo', arguments: { text: 'é 👍' } });
  expect(result.content).toEqual([{ type: 'text', text: 'é 👍' }]);
  await client.close();
  expect(leftovers()).toEqual([]);
});
