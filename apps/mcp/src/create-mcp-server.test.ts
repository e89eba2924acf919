import { createAegisClient } from '@aegis/client';
import {
  type FakeAegis,
  sampleMessage,
  samplePending,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import { AegisError, type Explanation } from '@aegis/protocol';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMcpServer } from './create-mcp-server.ts';
import { callTool, connect, texts } from './testing/connect.ts';

const ID = sampleSessionId(1);

let fake: FakeAegis;
let client: Client;
beforeEach(async () => {
  fake = await startFakeAegis();
  client = await connect({ baseUrl: fake.baseUrl, checksAnswers: true });
});
afterEach(async () => {
  await client.close();
  await fake.stop();
});

const call = (name: string, parameters: Record<string, unknown> = {}) =>
  callTool(client, name, parameters);

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('the list of tools', () => {
  test('says which tools only read and which may destroy', async () => {
    const { tools } = await client.listTools();
    const marked = (hint: 'readOnlyHint' | 'destructiveHint') =>
      tools.filter(({ annotations }) => annotations?.[hint]).map(({ name }) => name);
    const reading = /^(?:get_|list_|capture_pane$|server_health$|state_get$|state_list$|wait_for_)/;
    const names = tools.map(({ name }) => name);
    expect(marked('readOnlyHint')).toEqual(names.filter((name) => reading.test(name)));
    expect(marked('destructiveHint').sort()).toEqual([
      'approve_permission',
      'cancel_pipeline',
      'delete_template',
      'escape_session',
      'interrupt_session',
      'kill_session',
      'send_bash',
      'set_policy',
      'state_delete',
    ]);
  });

  test('requires what the contract requires', async () => {
    const { tools } = await client.listTools();
    const required = Object.fromEntries(
      tools.map(({ name, inputSchema }) => [name, inputSchema.required ?? []]),
    );
    expect(required).toMatchObject({
      create_session: ['workDir'],
      send_message: ['sessionId', 'text'],
      answer_question: ['sessionId', 'answers'],
      approve_permission: ['sessionId'],
      wait_for_status: ['sessionId'],
      list_sessions: [],
      server_health: [],
    });
  });
});

describe('calls', () => {
  test('create_session answers with the session, as structure and as text', async () => {
    const result = await call('create_session', { workDir: '/project', name: 'one' });
    expect(result.structuredContent).toEqual(fake.sessions.get(ID));
    expect(JSON.parse(texts(result)[0] ?? '')).toEqual(fake.sessions.get(ID));
    expect(fake.requests.at(-1)?.body).toEqual({ workDir: '/project', name: 'one' });
  });

  test('list_sessions takes one status or several', async () => {
    fake.sessions.set(ID, sampleSession());
    await call('list_sessions', { status: 'idle' });
    const result = await call('list_sessions', { status: ['idle', 'working'], limit: 3 });
    expect(result.structuredContent).toMatchObject({ sessions: [{ id: ID }], nextCursor: null });
    expect(fake.requests.map(({ query }) => query)).toEqual([
      { status: 'idle' },
      { status: 'idle,working', limit: '3' },
    ]);
  });

  test('get_status says what is asked and how to answer it', async () => {
    fake.sessions.set(ID, sampleSession({ status: 'bash_approval', pending: samplePending() }));
    const [, advice] = texts(await call('get_status', { sessionId: ID }));
    expect(advice).toContain('approve_permission');
    expect(advice).toContain('requestId "pen_1"');
    expect(advice).toContain('3. No');
  });

  test('get_status warns of a turn that was not completed', async () => {
    const endedAt = '2026-01-02T03:04:05.678Z';
    const lastTurn = { outcome: 'failed', error: 'API Error: 529', endedAt, text: null } as const;
    fake.sessions.set(ID, sampleSession({ lastTurn }));
    const [, advice] = texts(await call('get_status', { sessionId: ID }));
    expect(advice).toContain('failed (API Error: 529)');
  });

  test('get_status explains how a status is known where it is asked to', async () => {
    const at = '2026-01-02T03:04:05.678Z';
    const explanation: Explanation = {
      screen: null,
      sources: [{ source: 'registry', status: 'waiting', rule: 'registry.waiting', since: at }],
      decided: {
        by: 'registry_waiting',
        evidence: { source: 'registry', rule: 'registry.waiting', at },
      },
    };
    fake.answer('getSession', ({ query }) => ({
      ...sampleSession(),
      ...(query['explain'] === 'true' ? { explanation } : {}),
    }));
    const plain = await call('get_status', { sessionId: ID });
    expect(plain.structuredContent).not.toHaveProperty('explanation');
    const explained = await call('get_status', { sessionId: ID, explain: true });
    expect(explained.structuredContent).toMatchObject({ id: ID, explanation });
  });

  test('get_transcript passes its query on', async () => {
    const answer = { messages: [sampleMessage()], status: 'idle', statusText: null, cursor: 'c2' };
    fake.answer('readSession', () => answer);
    const result = await call('get_transcript', { sessionId: ID, after: 'c1', limit: 2 });
    expect(result.structuredContent).toEqual(answer);
    expect(fake.requests[0]?.query).toEqual({ after: 'c1', limit: '2' });
  });

  test('capture_pane gives the screen as plain text', async () => {
    const cursor = { x: 0, y: 0, visible: true };
    fake.answer('capturePane', () => ({
      pane: 'one\ntwo',
      cols: 80,
      rows: 24,
      cursor,
      title: '',
      alternate: false,
    }));
    expect(texts(await call('capture_pane', { sessionId: ID }))).toEqual(['one\ntwo']);
  });

  test('send_message warns where delivery is not proven', async () => {
    const answer = { ok: true, delivered: false, attempts: 1, evidence: null, messageId: 'm1' };
    fake.answer('sendMessage', () => ({ ...answer, verdict: 'unconfirmed' }));
    const [, advice] = texts(await call('send_message', { sessionId: ID, text: 'Go on.' }));
    expect(advice).toContain('unconfirmed');
  });

  test('wait_for_status waits less than clients do, unless told', async () => {
    fake.answer('wait', () => ({ ...sampleSession(), timedOut: false }));
    await call('wait_for_status', { sessionId: ID });
    await call('wait_for_status', { sessionId: ID, status: 'exited', timeoutMs: 5 });
    expect(fake.requests.map(({ query }) => query)).toEqual([
      { timeoutMs: '50000' },
      { timeoutMs: '5', status: 'exited' },
    ]);
  });

  test('escape, interrupt, kill and health reach their routes', async () => {
    fake.sessions.set(ID, sampleSession());
    fake.answer('escape', () => ({ ok: true, status: 'idle' }));
    fake.answer('interrupt', () => ({ ok: true, status: 'idle' }));
    await call('escape_session', { sessionId: ID });
    await call('interrupt_session', { sessionId: ID });
    await call('kill_session', { sessionId: ID });
    await call('server_health');
    expect(fake.requests.map(({ routeId }) => routeId)).toEqual([
      'escape',
      'interrupt',
      'killSession',
      'health',
    ]);
  });
});

describe('answers to a dialog', () => {
  const accepted = { ok: true, via: 'hook', chosen: 'Yes' };
  const openDialog = (id: string) => {
    fake.sessions.set(
      ID,
      sampleSession({ status: 'bash_approval', pending: samplePending({ id }) }),
    );
  };
  const lastBody = () => fake.requests.at(-1)?.body;
  beforeEach(() => {
    for (const route of ['approve', 'reject', 'answer'] as const)
      fake.answer(route, () => accepted);
  });

  test('are for the dialog that is named', async () => {
    openDialog('pen_2');
    await call('approve_permission', { sessionId: ID, requestId: 'pen_1', scope: 'always' });
    expect(lastBody()).toEqual({ requestId: 'pen_1', scope: 'always' });
  });

  test('are for the dialog that was shown last, though another is open by now', async () => {
    openDialog('pen_1');
    await call('get_status', { sessionId: ID });
    openDialog('pen_2');
    await call('approve_permission', { sessionId: ID });
    expect(lastBody()).toEqual({ requestId: 'pen_1' });
  });

  test('are for the one that is open where none was shown', async () => {
    openDialog('pen_1');
    await call('list_sessions');
    await call('reject_permission', { sessionId: ID, feedback: 'Use yarn.' });
    expect(lastBody()).toEqual({ requestId: 'pen_1', feedback: 'Use yarn.' });
    openDialog('pen_2');
    await call('answer_question', { sessionId: ID, answers: { 'Which?': ['A'] } });
    expect(lastBody()).toEqual({ requestId: 'pen_2', answers: { 'Which?': ['A'] } });
  });

  test('are left to the server to refuse where nothing is open', async () => {
    fake.sessions.set(ID, sampleSession());
    fake.answer('approve', () => {
      throw new AegisError('nothing_pending', 'Nothing is pending.');
    });
    const result = await call('approve_permission', { sessionId: ID });
    expect(result.isError).toBe(true);
    expect(texts(result)[0]).toBe('nothing_pending: Nothing is pending.');
    expect(lastBody()).toEqual({});
  });
});

describe('errors', () => {
  test.each([
    ['send_message', { sessionId: ID }, 'text: is required'],
    ['send_message', { sessionId: ID, text: 'x', extra: 1 }, 'extra: unknown field'],
    ['get_status', { sessionId: 'nope' }, 'sessionId: must be a session id'],
    ['get_status', {}, 'sessionId: is required'],
    ['list_sessions', { status: 'sleeping' }, 'status:'],
    ['wait_for_status', { sessionId: ID, timeoutMs: -1 }, 'timeoutMs:'],
    ['server_health', { verbose: true }, 'verbose: unknown field'],
  ])(
    '%s with %j is refused with what is wrong, and asks nothing of the server',
    async (name, input, sentence) => {
      const result = await call(name, input);
      expect(result.isError).toBe(true);
      expect(texts(result)[0]).toContain('invalid_request: Invalid arguments of');
      expect(texts(result)[0]).toContain(sentence);
      expect(fake.requests).toEqual([]);
    },
  );

  test("carry the server's code, sentence, details and request id", async () => {
    const result = await call('get_status', { sessionId: ID });
    expect(result.isError).toBe(true);
    expect(texts(result)[0]).toBe(`session_not_found: There is no session ${ID}.`);
    expect(JSON.parse(texts(result)[1] ?? '')).toEqual({
      error: `There is no session ${ID}.`,
      code: 'session_not_found',
      requestId: 'req_fake',
      details: { id: ID },
    });
  });

  test('an unknown tool is a protocol error', async () => {
    await expect(call('launch_missiles')).rejects.toMatchObject({ code: -32602 });
  });
});

describe('cancelling', () => {
  test('ends the request to the server', async () => {
    const arrived = deferred<AbortSignal>();
    const server = createMcpServer({
      client: createAegisClient({
        fetch: (_url, init) => {
          if (init.signal) arrived.resolve(init.signal);
          return new Promise(() => undefined);
        },
      }),
    });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await server.connect(ours);
    const other = new Client({ name: 'test', version: '0' });
    await other.connect(theirs);
    const cancel = new AbortController();
    const pending = other.callTool(
      { name: 'wait_for_status', arguments: { sessionId: ID } },
      undefined,
      { signal: cancel.signal },
    );
    const signal = await arrived.promise;
    expect(signal.aborted).toBe(false);
    cancel.abort('changed my mind');
    await expect(pending).rejects.toThrow();
    await expect.poll(() => signal.aborted).toBe(true);
    await other.close();
  });
});

describe('a server that is not there', () => {
  test('is started, and the call made again, where that is wanted', async () => {
    const { baseUrl } = fake;
    const port = Number(new URL(baseUrl).port);
    await fake.stop();
    let starts = 0;
    const startServer = async () => {
      starts += 1;
      fake = await startFakeAegis({ port });
    };
    const other = await connect({ baseUrl, startServer });
    const result = await other.callTool({ name: 'server_health', arguments: {} });
    expect(result.structuredContent).toMatchObject({ status: 'ok' });
    expect(starts).toBe(1);
    await other.close();
  });

  test('is told how to start otherwise', async () => {
    await fake.stop();
    const result = await call('create_session', { workDir: '/project' });
    expect(result.isError).toBe(true);
    expect(texts(result)[0]).toMatch(/^server_unreachable: .*aegis serve/);
  });
});
