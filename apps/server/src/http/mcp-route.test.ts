import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, startListening, type ListeningServer } from '../testing/listening-server.ts';
import { connectMcp } from '../testing/mcp-client.ts';
import { STORED_SESSION } from '../testing/stored-session.ts';

const INITIALIZE = {
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: {
    ...{ protocolVersion: '2025-06-18', capabilities: {} },
    clientInfo: { name: 'raw', version: '0' },
  },
};
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

function post(server: ListeningServer, body: unknown, headers: Record<string, string> = {}) {
  return server.call('/mcp', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { ...HEADERS, ...headers },
  });
}

async function initialize(server: ListeningServer, headers: Record<string, string> = {}) {
  const response = await post(server, INITIALIZE, headers);
  await response.text();
  expect(response.status).toBe(200);
  return response.headers.get('mcp-session-id') ?? '';
}

async function refused(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { code: string };
  return [response.status, body.code];
}

async function makeToken(server: ListeningServer, scopes: string[]) {
  const response = await server.call('/v1/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'a', scopes }),
  });
  return (await response.json()) as { id: string; token: string };
}

describe('the SDK’s client', () => {
  test('uses tools, resources and prompts', async () => {
    const server = await startListening();
    await server.happen();
    const { client, call } = await connectMcp(server.url);
    expect((await client.listTools()).tools.length).toBeGreaterThan(40);
    expect((await call('server_health')).structuredContent).toMatchObject({ version: '1.2.3' });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('aegis://sessions');
    const { contents } = await client.readResource({ uri: 'aegis://health' });
    expect(JSON.stringify(contents)).toContain('1.2.3');
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('fix-ci');
  });

  test('is told of a resource that it subscribed to', async () => {
    const server = await startListening();
    await server.happen();
    const { client } = await connectMcp(server.url);
    const uris: string[] = [];
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      uris.push(params.uri);
    });
    await client.subscribeResource({ uri: `aegis://sessions/${STORED_SESSION}` });
    await server.happen();
    await expect.poll(() => uris).toContain(`aegis://sessions/${STORED_SESSION}`);
  });

  test('gets what the server really answers, as the tools’ schemas have it', async () => {
    const server = await startListening();
    await server.happen();
    const { client, call, said } = await connectMcp(server.url);
    // The SDK checks structured content against the output schemas once it has read them.
    await client.listTools();
    const sessionId = STORED_SESSION;
    const calls: [string, Record<string, unknown>][] = [
      ['state_set', { key: 'plan/1', value: { a: [1, null] }, ttlSeconds: 60 }],
      ['state_get', { key: 'plan/1' }],
      ['state_list', { prefix: 'plan' }],
      ['state_delete', { key: 'plan/1' }],
      ['create_template', { id: 'review', prompt: 'Review {{pr}}.', variables: [{ name: 'pr' }] }],
      ['list_templates', {}],
      ['delete_template', { id: 'review' }],
      ['list_sessions', {}],
      ['get_status', { sessionId }],
      ['get_session_summary', { sessionId }],
      ['get_session_metrics', { sessionId }],
      ['get_session_latency', { sessionId }],
      ['get_swarm', { all: true }],
    ];
    for (const [name, input] of calls) {
      const { isError, structuredContent } = await call(name, input);
      expect(isError, `${name}: ${JSON.stringify(structuredContent)}`).toBeFalsy();
    }
    expect(await said('state_get', { key: 'plan/1' })).toMatch(/^memory_not_found: /);
    expect(await said('run_template', { id: 'none', workDir: '/' })).toMatch(
      /^template_not_found: /,
    );
  });

  test('may be two at once, each with an id and news of its own', async () => {
    const server = await startListening();
    const [one, other] = await Promise.all([connectMcp(server.url), connectMcp(server.url)]);
    expect(one.transport.sessionId).not.toBe(other.transport.sessionId);
    await one.transport.terminateSession();
    await one.client.close();
    expect((await other.call('server_health')).isError).toBeFalsy();
  });

  test('cancels a call, whose stream ends', async () => {
    const server = await startListening();
    await server.happen();
    const { client } = await connectMcp(server.url);
    const stop = new AbortController();
    const input = { sessionId: STORED_SESSION, status: 'working', timeoutMs: 60_000 };
    const waiting = client.callTool({ name: 'wait_for_status', arguments: input }, undefined, {
      signal: stop.signal,
    });
    const waits = () => server.log.filter(({ fields }) => String(fields['path']).endsWith('/wait'));
    setTimeout(() => stop.abort(), 100);
    await expect(waiting).rejects.toThrow();
    // Its request to the API has ended too: nothing of it is left waiting.
    await expect.poll(waits).toHaveLength(1);
  });
});

describe('rights', () => {
  const withToken = () => startListening({ flags: { authToken: ADMIN_TOKEN } });

  test('without a token, or with a wrong one, nothing opens', async () => {
    const server = await withToken();
    for (const authorization of ['', 'Bearer guess', 'Basic x']) {
      expect(await refused(await post(server, INITIALIZE, { authorization }))).toEqual([
        ...[401, 'unauthorized'],
      ]);
    }
    await expect(connectMcp(server.url, 'guess')).rejects.toThrow();
  });

  test('a token without `read` opens nothing', async () => {
    const server = await withToken();
    const { token } = await makeToken(server, ['drive']);
    const authorization = `Bearer ${token}`;
    expect(await refused(await post(server, INITIALIZE, { authorization }))).toEqual([
      ...[403, 'scope_missing'],
    ]);
  });

  test('a tool that needs more says which scope', async () => {
    const server = await withToken();
    const { token } = await makeToken(server, ['read']);
    const { said, call } = await connectMcp(server.url, token);
    expect((await call('list_sessions')).isError).toBeFalsy();
    expect(await said('create_session', { workDir: '/project' })).toMatch(
      /^scope_missing: .*scope "drive"; this one has read/,
    );
    const sessionId = STORED_SESSION;
    expect(await said('approve_permission', { sessionId, requestId: 'x' })).toMatch(
      /^scope_missing: .*"approve"/,
    );
  });

  test('a session is of the token that made it: to others it is not there', async () => {
    const server = await withToken();
    const { token } = await makeToken(server, ['read', 'drive', 'approve']);
    const id = await initialize(server);
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const own = await post(server, list, { 'mcp-session-id': id });
    expect(own.status).toBe(200);
    await own.text();
    const headers = { 'mcp-session-id': id, authorization: `Bearer ${token}` };
    expect(await refused(await post(server, list, headers))).toEqual([
      404,
      'mcp_session_not_found',
    ]);
    const ended = await server.call('/mcp', { method: 'DELETE', headers });
    expect(await refused(ended)).toEqual([404, 'mcp_session_not_found']);
  });

  test('a revoked token’s session ends, and its stream with it', async () => {
    const server = await startListening({
      flags: { authToken: ADMIN_TOKEN },
      limits: { heartbeatMs: 100 },
    });
    const { id, token } = await makeToken(server, ['read']);
    const authorization = `Bearer ${token}`;
    const session = await initialize(server, { authorization });
    const headers = { ...HEADERS, authorization, 'mcp-session-id': session };
    const stream = await server.call('/mcp', { headers });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await server.call(`/v1/tokens/${id}`, { method: 'DELETE' });
    // Ends: else this would wait for ever.
    await stream.text();
    const ping = { jsonrpc: '2.0', id: 3, method: 'ping' };
    expect(await refused(await post(server, ping, headers))).toEqual([401, 'unauthorized']);
  });
});

describe('the door', () => {
  test('checks Host and Origin as everywhere', async () => {
    const server = await startListening();
    const evil = await post(server, INITIALIZE, { origin: 'http://evil.example' });
    expect(await refused(evil)).toEqual([403, 'forbidden_origin']);
  });

  test.each([
    ['PUT', {}, 405, 'method_not_allowed'],
    ['GET', {}, 400, 'invalid_request'],
    ['DELETE', {}, 400, 'invalid_request'],
    ['DELETE', { 'mcp-session-id': 'guess' }, 404, 'mcp_session_not_found'],
  ])('refuses %s with %j', async (method, headers, status, code) => {
    const server = await startListening();
    const response = await server.call('/mcp', { method, headers: { ...HEADERS, ...headers } });
    expect(await refused(response)).toEqual([status, code]);
  });

  test('refuses what is no JSON, too deep, too large, packed, or begins with no initialize', async () => {
    const server = await startListening();
    expect(await refused(await post(server, '{'))).toEqual([400, 'invalid_json']);
    expect(await refused(await post(server, '['.repeat(100_000)))).toEqual([400, 'invalid_json']);
    const packed = await post(server, INITIALIZE, { 'content-encoding': 'gzip' });
    expect(await refused(packed)).toEqual([415, 'encoding_not_supported']);
    const list = await post(server, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(await refused(list)).toEqual([400, 'invalid_request']);
    // Last: what is too large is not read to its end, and its connection goes with it.
    expect(await refused(await post(server, `"${'x'.repeat(3_000_000)}"`))).toEqual([
      ...[413, 'body_too_large'],
    ]);
  });

  test('takes a version that it speaks, and no other', async () => {
    const server = await startListening();
    const headers = { 'mcp-session-id': await initialize(server) };
    const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };
    for (const [version, status] of [
      ['2025-06-18', 200],
      ['1999-01-01', 400],
    ] as const) {
      const response = await post(server, ping, { ...headers, 'mcp-protocol-version': version });
      await response.text();
      expect(response.status).toBe(status);
    }
  });

  test('DELETE ends a session for good', async () => {
    const server = await startListening();
    const headers = { 'mcp-session-id': await initialize(server) };
    expect((await server.call('/mcp', { method: 'DELETE', headers })).status).toBe(200);
    const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };
    expect(await refused(await post(server, ping, headers))).toEqual([
      404,
      'mcp_session_not_found',
    ]);
  });

  test('ends the stream of a call that is cancelled, which is never answered', async () => {
    const server = await startListening();
    await server.happen();
    const headers = { 'mcp-session-id': await initialize(server) };
    const input = { sessionId: STORED_SESSION, status: 'working', timeoutMs: 60_000 };
    const call = await post(
      server,
      {
        ...{ jsonrpc: '2.0', id: 2, method: 'tools/call' },
        params: { name: 'wait_for_status', arguments: input },
      },
      headers,
    );
    const cancelled = { requestId: 2, reason: 'enough' };
    const told = { jsonrpc: '2.0', method: 'notifications/cancelled', params: cancelled };
    expect((await post(server, told, headers)).status).toBe(202);
    expect(await call.text()).toBe('');
  });

  test('beats on a quiet stream, and ends it when the server stops', async () => {
    const server = await startListening({ limits: { heartbeatMs: 50 } });
    const headers = { ...HEADERS, 'mcp-session-id': await initialize(server) };
    const stream = await server.call('/mcp', { headers });
    const text = stream.text();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.close();
    expect((await text).match(/: keepalive/g)?.length).toBeGreaterThan(1);
  });
});
