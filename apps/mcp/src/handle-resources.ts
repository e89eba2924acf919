import {
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpServer, Reach } from './mcp-server.ts';
import { listResources, RESOURCE_TEMPLATES } from './resources/list-resources.ts';
import { readResource } from './resources/read-resource.ts';
import { Subscriptions } from './resources/subscriptions.ts';
import type { Connection } from './tool.ts';
import { throwAsRpc } from './tool-error.ts';

export function handleResources(
  server: McpServer,
  { client, events }: Connection,
  reach: Reach,
): Subscriptions {
  const subscriptions = new Subscriptions(events, {
    updated: (uri) => void server.sendResourceUpdated({ uri }).catch(() => undefined),
    listChanged: () => void server.sendResourceListChanged().catch(() => undefined),
  });
  server.setRequestHandler(ListResourcesRequestSchema, async ({ params }, { signal }) => {
    const list = await reach(signal, () => listResources(params?.cursor, client, signal)).catch(
      throwAsRpc,
    );
    subscriptions.watchList();
    return list;
  });
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => RESOURCE_TEMPLATES);
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, { signal }) =>
    reach(signal, () => readResource(params.uri, client, signal)).catch(throwAsRpc),
  );
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }, { signal }) => {
    await reach(signal, () => subscriptions.add(params.uri)).catch(throwAsRpc);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscriptions.remove(params.uri);
    return {};
  });
  return subscriptions;
}
