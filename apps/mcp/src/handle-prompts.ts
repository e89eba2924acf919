import {
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { complete } from './completions.ts';
import type { McpServer, Reach } from './mcp-server.ts';
import { getPrompt, listPrompts } from './prompts/prompts.ts';
import type { Connection } from './tool.ts';
import { throwAsRpc } from './tool-error.ts';

export function handlePrompts(server: McpServer, { client }: Connection, reach: Reach): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => listPrompts());
  server.setRequestHandler(GetPromptRequestSchema, ({ params }, { signal }) =>
    reach(signal, () => getPrompt(params, { client, signal })).catch(throwAsRpc),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }, { signal }) =>
    complete(params, client, signal).catch(throwAsRpc),
  );
}
