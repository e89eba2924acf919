import { createAegisClient } from '@aegis/client';
import { type FakeAegis, sampleSession, startFakeAegis } from '@aegis/client/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callTool } from '../testing/connect.ts';
import { event, ID } from '../testing/samples.ts';
import { boundedBody } from './bounded-body.ts';
import type { HttpCaller, HttpLimits } from './http-limits.ts';
import { createMcpOverHttp, type McpOverHttp } from './mcp-over-http.ts';

let fake: FakeAegis;
let mcp: McpOverHttp<HttpCaller>;
let clients: Client[];
beforeEach(async () => {
  fake = await startFakeAegis();
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await mcp.close();
  await fake.stop();
});

function serve(limits: Partial<HttpLimits> = {}): void {
  const clientFor = () => createAegisClient({ baseUrl: fake.baseUrl });
  mcp = createMcpOverHttp({ clientFor, limits });
}

const always = () => true;

async function connect(owner = 'one', isLive = always, elicitation = false): Promise<Client> {
  const transport = new StreamableHTTPClientTransport(new URL('http://mcp.test/mcp'), {
    fetch: (url, init) => {
      const request = new Request(url, init);
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
      return mcp.handle(request, { caller: { owner, isLive }, body });
    },
  });
  const capabilities = elicitation ? { elicitation: {} } : {};
  const client = new Client({ name: 'test', version: '0' }, { capabilities });
  clients.push(client);
  await client.connect(transport);
  return client;
}

test('two clients at once have connections of their own, and hear what they subscribed to', async () => {
  serve();
  fake.sessions.set(ID, sampleSession());
  const [one, other] = await Promise.all([connect(), connect()]);
  expect(mcp.size).toBe(2);
  const heard: string[] = [];
  for (const [name, client] of [['one', one] as const, ['other', other] as const]) {
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, () => {
      heard.push(name);
    });
  }
  await one.subscribeResource({ uri: 'aegis://sessions' });
  const exit = { code: 0, signal: null, at: '2026-01-02T03:04:05.678Z', lastScreen: null };
  fake.emit(event('session-exited', { exit: { ...exit, reason: 'exited' } }));
  await expect.poll(() => heard).toEqual(['one']);
});

test('progress comes on the stream of its call', async () => {
  serve();
  fake.answer('wait', () => ({ ...sampleSession(), timedOut: false }));
  const client = await connect();
  const heard: (string | undefined)[] = [];
  await client.callTool({ name: 'wait_for_status', arguments: { sessionId: ID } }, undefined, {
    onprogress: ({ message }) => heard.push(message),
  });
  expect(heard).toEqual(['Waiting']);
});

test('the user is asked on the stream of the call that asks', async () => {
  serve();
  const { samplePending } = await import('@aegis/client/testing');
  fake.sessions.set(ID, sampleSession({ status: 'bash_approval', pending: samplePending() }));
  fake.answer('approve', () => ({ ok: true, via: 'hook', chosen: 'Yes' }));
  const client = await connect('one', always, true);
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
  const result = await callTool(client, 'ask_user_to_approve', { sessionId: ID });
  expect(result.structuredContent).toMatchObject({ outcome: 'approved' });
});

test('a connection ends when its owner may do nothing any more', async () => {
  serve({ heartbeatMs: 20 });
  let isLive = true;
  await connect('one', () => isLive);
  await connect('other');
  isLive = false;
  await expect.poll(() => mcp.size).toBe(1);
});

test('a connection that nobody uses ends; one with an open stream does not', async () => {
  serve({ heartbeatMs: 20, idleMs: 60 });
  const request = (id: string, method: string) =>
    mcp.handle(
      new Request('http://mcp.test/mcp', {
        method,
        headers: { accept: 'text/event-stream', 'mcp-session-id': id },
      }),
      { caller: { owner: 'one', isLive: always }, body: undefined },
    );
  const open = async () => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'a', version: '0' },
    };
    const body = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
    const response = await mcp.handle(
      new Request('http://mcp.test/mcp', {
        method: 'POST',
        headers: {
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
        },
      }),
      { caller: { owner: 'one', isLive: always }, body },
    );
    await response.text();
    return response.headers.get('mcp-session-id') ?? '';
  };
  const kept = await open();
  const stream = await request(kept, 'GET');
  await open();
  expect(mcp.size).toBe(2);
  await expect.poll(() => mcp.size).toBe(1);
  await stream.body?.cancel();
  await expect.poll(() => mcp.size).toBe(0);
  await expect(request(kept, 'DELETE')).rejects.toMatchObject({ code: 'mcp_session_not_found' });
});

test('there are only so many, and those in use make no place', async () => {
  serve({ maxConnections: 1 });
  const first = await connect();
  await expect(connect()).rejects.toThrow(/mcp_session_limit|MCP sessions/);
  expect(mcp.size).toBe(1);
  await first.ping();
});

test('what a client leaves unread has a bound', async () => {
  const told: string[] = [];
  let put: (bytes: number) => void = () => undefined;
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      put = (bytes) => controller.enqueue(new Uint8Array(bytes));
    },
  });
  const body = boundedBody(source, {
    maxUnreadBytes: 100,
    onEnd: () => told.push('end'),
    onFull: () => told.push('full'),
  });
  put(60);
  const reader = body.getReader();
  expect((await reader.read()).value?.byteLength).toBe(60);
  put(60);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toEqual([]);
  put(60);
  await expect.poll(() => told).toEqual(['full', 'end']);
  await expect(reader.read()).rejects.toThrow('too much unread');
});
