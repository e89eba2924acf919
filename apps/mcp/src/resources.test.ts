import {
  type FakeAegis,
  sampleMessage,
  samplePending,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from './testing/connect.ts';
import { event, ID, statusChanged } from './testing/samples.ts';

let fake: FakeAegis;
let client: Client;
let told: string[];
beforeEach(async () => {
  fake = await startFakeAegis();
  fake.sessions.set(ID, sampleSession({ status: 'bash_approval', pending: samplePending() }));
  client = await connect({ baseUrl: fake.baseUrl });
  told = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    told.push(params.uri);
  });
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {
    told.push('list');
  });
});
afterEach(async () => {
  await client.close();
  await fake.stop();
});

async function read(uri: string): Promise<string> {
  const { contents } = await client.readResource({ uri });
  const [content] = contents;
  expect(content?.uri).toBe(uri);
  return content !== undefined && 'text' in content ? content.text : '';
}

const message = (text: string) =>
  event('message-added', { message: sampleMessage({ text, toolInput: null }) });

describe('reading', () => {
  test('sessions, one a row, with what each waits on', async () => {
    expect(JSON.parse(await read('aegis://sessions'))).toMatchObject({
      sessions: [
        {
          id: ID,
          status: 'bash_approval',
          pending: { id: 'pen_1', kind: 'bash', title: 'Bash command' },
          uri: `aegis://sessions/${ID}`,
        },
      ],
    });
  });

  test('all sessions, however many pages there are', async () => {
    fake.answer('listSessions', ({ query }) => ({
      sessions: [sampleSession({ id: sampleSessionId(query['cursor'] === undefined ? 1 : 2) })],
      nextCursor: query['cursor'] === undefined ? 'more' : null,
    }));
    const { sessions } = JSON.parse(await read('aegis://sessions')) as { sessions: unknown[] };
    expect(sessions).toHaveLength(2);
  });

  test('a session, health and a screen', async () => {
    expect(JSON.parse(await read(`aegis://sessions/${ID}`))).toEqual(fake.sessions.get(ID));
    expect(JSON.parse(await read('aegis://health'))).toMatchObject({ status: 'ok' });
    fake.answer('capturePane', () => ({
      ...{ pane: 'one\ntwo', cols: 80, rows: 24, title: '', alternate: false },
      cursor: { x: 0, y: 0, visible: true },
    }));
    expect(await read(`aegis://sessions/${ID}/pane`)).toBe('one\ntwo');
  });

  test('a transcript for reading', async () => {
    const messages = [
      sampleMessage({ role: 'user', text: 'Fix it.' }),
      sampleMessage({
        ...{ contentType: 'tool_use', toolName: 'Bash', toolInput: { command: 'echo "```"' } },
      }),
    ];
    fake.answer('readSession', () => ({
      ...{ messages, status: 'idle', statusText: null, cursor: null },
    }));
    const text = await read(`aegis://sessions/${ID}/transcript`);
    expect(text).toContain('## user 2026-01-02T03:04:05.678Z\n\nFix it.');
    expect(text).toContain('## assistant tool use (Bash)');
    // What is in it cannot end its fence.
    expect(text).toContain('````\n{\n  "command"');
  });

  test.each([
    'aegis://nothing',
    `aegis://sessions/${sampleSessionId(9)}`,
    `aegis://sessions/${ID}/other`,
    'aegis://sessions/../../v1/tokens',
    'file:///etc/passwd',
  ])('%s is not found', async (uri) => {
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 });
  });

  test('what the server refuses comes with its code', async () => {
    await expect(client.readResource({ uri: `aegis://sessions/${ID}/pane` })).rejects.toMatchObject(
      {
        code: -32603,
        message: expect.stringContaining('not_supported') as string,
        data: expect.objectContaining({ code: 'not_supported' }) as object,
      },
    );
  });
});

describe('lists', () => {
  test('name the fixed ones and each session; one that has ended has no terminal', async () => {
    fake.sessions.set(
      sampleSessionId(2),
      sampleSession({ id: sampleSessionId(2), status: 'exited' }),
    );
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      'aegis://sessions',
      'aegis://health',
      `aegis://sessions/${ID}`,
      `aegis://sessions/${ID}/transcript`,
      `aegis://sessions/${ID}/pane`,
      `aegis://sessions/${sampleSessionId(2)}`,
      `aegis://sessions/${sampleSessionId(2)}/transcript`,
    ]);
  });

  test('go on at the cursor, without the fixed ones', async () => {
    fake.answer('listSessions', () => ({ sessions: [], nextCursor: 'c2' }));
    const first = await client.listResources();
    expect(first.nextCursor).toBe('c2');
    expect((await client.listResources({ cursor: 'c2' })).resources).toEqual([]);
    expect(fake.requests.at(-1)?.query).toMatchObject({ cursor: 'c2' });
  });

  test('templates, with completion of {id} by id, name and directory', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    const uris = resourceTemplates.map(({ uriTemplate }) => uriTemplate);
    expect(uris).toEqual([
      'aegis://sessions/{id}',
      'aegis://sessions/{id}/transcript',
      'aegis://sessions/{id}/pane',
    ]);
    for (const uri of uris) {
      for (const value of ['ses_', 'SAMP', 'proj']) {
        const ref = { type: 'ref/resource' as const, uri };
        const { completion } = await client.complete({ ref, argument: { name: 'id', value } });
        expect(completion).toEqual({ values: [ID], total: 1, hasMore: false });
      }
    }
    const ref = { type: 'ref/resource' as const, uri: 'aegis://sessions/{id}' };
    const none = await client.complete({ ref, argument: { name: 'id', value: 'nobody' } });
    expect(none.completion.values).toEqual([]);
    const wrong = { type: 'ref/resource' as const, uri: 'aegis://other/{id}' };
    await expect(
      client.complete({ ref: wrong, argument: { name: 'id', value: '' } }),
    ).rejects.toMatchObject({ code: -32602 });
  });
});

describe('subscriptions', () => {
  test('share one stream, opened by the first and closed after the last', async () => {
    expect(fake.streams.openCount).toBe(0);
    await client.subscribeResource({ uri: `aegis://sessions/${ID}` });
    await client.subscribeResource({ uri: 'aegis://health' });
    expect(fake.streams.openCount).toBe(1);
    await client.unsubscribeResource({ uri: 'aegis://health' });
    expect(fake.streams.openCount).toBe(1);
    await client.unsubscribeResource({ uri: `aegis://sessions/${ID}` });
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });

  test('tell what changed, and of many changes at once a single time', async () => {
    await client.subscribeResource({ uri: `aegis://sessions/${ID}/transcript` });
    await client.subscribeResource({ uri: 'aegis://sessions' });
    for (let count = 0; count < 20; count += 1) fake.emit(message('a'));
    await expect.poll(() => told).toEqual([`aegis://sessions/${ID}/transcript`]);
    fake.emit(statusChanged('idle'));
    await expect.poll(() => told.slice(1)).toEqual(['aegis://sessions']);
  });

  test('tell nothing of other sessions, nor after their end', async () => {
    const uri = `aegis://sessions/${ID}`;
    await client.subscribeResource({ uri });
    const other = { message: sampleMessage() };
    fake.emit(event('message-added', other, sampleSessionId(2)));
    fake.emit(statusChanged('working'));
    await expect.poll(() => told).toEqual([uri]);
    await client.unsubscribeResource({ uri });
    fake.emit(statusChanged('idle'));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(told).toEqual([uri]);
  });

  test('live through a cut stream, and say that all may be another where events are missing', async () => {
    const uri = `aegis://sessions/${ID}`;
    await client.subscribeResource({ uri });
    fake.streams.cut();
    await expect.poll(() => fake.streams.openCount).toBe(0);
    await expect.poll(() => fake.streams.openCount, { timeout: 10_000 }).toBe(1);
    fake.streams.write(
      'event: ready\nid: 900\ndata: {"after":900,"firstEventId":1,"lastEventId":900,"gap":true}\n\n',
    );
    await expect.poll(() => told).toEqual([uri]);
  });

  test('of nothing are refused, and so are those that cannot be kept', async () => {
    await expect(client.subscribeResource({ uri: 'aegis://nothing' })).rejects.toMatchObject({
      code: -32002,
    });
    await fake.stop();
    await expect(client.subscribeResource({ uri: 'aegis://health' })).rejects.toMatchObject({
      code: -32603,
      message: expect.stringContaining('server_unreachable') as string,
    });
  });

  test('end with the connection', async () => {
    await client.subscribeResource({ uri: 'aegis://sessions' });
    await client.close();
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });
});

describe('list-changed', () => {
  test('is declared, and sent to whoever has read the list, once for sessions that come together', async () => {
    expect(client.getServerCapabilities()?.resources).toEqual({
      subscribe: true,
      listChanged: true,
    });
    expect(client.getServerCapabilities()?.tools).toEqual({});
    await client.listResources();
    await expect.poll(() => fake.streams.openCount).toBe(1);
    for (const number of [2, 3, 4]) {
      const id = sampleSessionId(number);
      fake.emit(event('session-created', { session: sampleSession({ id }) }, id));
    }
    fake.emit(statusChanged('idle'));
    await expect.poll(() => told).toEqual(['list']);
  });
});
