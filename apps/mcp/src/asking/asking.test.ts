import {
  type FakeAegis,
  samplePending,
  sampleSession,
  startFakeAegis,
} from '@aegis/client/testing';
import { AegisError, type Pending } from '@aegis/protocol';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  type ElicitRequest,
  ElicitRequestSchema,
  type ElicitResult,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callTool, connect, texts } from '../testing/connect.ts';
import { event, ID } from '../testing/samples.ts';
import { visible } from './visible.ts';

let fake: FakeAegis;
let client: Client;
let asked: ElicitRequest['params'][];
let answer: (params: ElicitRequest['params']) => Promise<ElicitResult> | ElicitResult;
const ACCEPTED = { ok: true, via: 'hook', chosen: 'Yes' };

beforeEach(async () => {
  fake = await startFakeAegis();
  open(samplePending());
  for (const route of ['approve', 'reject', 'answer'] as const) fake.answer(route, () => ACCEPTED);
  client = await connect({ baseUrl: fake.baseUrl, capabilities: { elicitation: {} } });
  asked = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params);
    return answer(params);
  });
});
afterEach(async () => {
  await client.close();
  await fake.stop();
});

function open(pending: Pending | null): void {
  fake.sessions.set(ID, sampleSession({ status: 'bash_approval', pending }));
}
const ask = (more: object = {}) =>
  callTool(client, 'ask_user_to_approve', { sessionId: ID, ...more });
const answered = () =>
  fake.requests.filter(({ routeId }) => ['approve', 'reject', 'answer'].includes(routeId));

describe('a permission', () => {
  test('is shown as it would run, and approved once, by its id, where the user accepts', async () => {
    answer = () => ({ action: 'accept', content: {} });
    const result = await ask();
    expect(asked[0]?.message).toBe(
      `Bash: npm test\nSession "sample" (${ID}) in /project. Accept: “Yes”, once. Decline: rejected. Cancel: left open.`,
    );
    expect(result.structuredContent).toEqual({
      ...{ outcome: 'approved', requestId: 'pen_1', chosen: 'Yes' },
    });
    expect(answered().map(({ routeId, body }) => [routeId, body])).toEqual([
      ['approve', { requestId: 'pen_1', scope: 'once' }],
    ]);
  });

  test('is rejected where the user declines', async () => {
    answer = () => ({ action: 'decline' });
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'rejected' });
    expect(answered().map(({ routeId, body }) => [routeId, body])).toEqual([
      ['reject', { requestId: 'pen_1' }],
    ]);
  });

  test('is left open where the user cancels', async () => {
    answer = () => ({ action: 'cancel' });
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'cancelled', chosen: null });
    expect(answered()).toEqual([]);
  });

  test('is not answered where another one stands there now', async () => {
    answer = () => {
      open(samplePending({ id: 'pen_2' }));
      return { action: 'accept', content: {} };
    };
    const result = await ask();
    expect(result.structuredContent).toMatchObject({ outcome: 'gone', requestId: 'pen_1' });
    expect(texts(result)[1]).toContain('Nothing was answered');
    expect(answered()).toEqual([]);
  });

  test('is not answered where the same one would now run something else', async () => {
    answer = () => {
      open(samplePending({ toolInput: { command: 'rm -rf /' } }));
      return { action: 'accept', content: {} };
    };
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'gone' });
    expect(answered()).toEqual([]);
  });

  test('is not answered where the server says that it is gone', async () => {
    fake.answer('approve', () => {
      throw new AegisError('dialog_gone', 'It is gone.');
    });
    answer = () => ({ action: 'accept', content: {} });
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'gone' });
  });

  test('is taken back from the user once somebody else has answered it', async () => {
    answer = () => {
      fake.emit(
        event('pending-closed', { pendingId: 'pen_1', closedBy: 'elsewhere', chosen: null }),
      );
      return new Promise(() => undefined);
    };
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'gone' });
    expect(answered()).toEqual([]);
  });

  test('is left open where the user takes too long', async () => {
    answer = () => new Promise(() => undefined);
    const result = await ask({ timeoutMs: 1_000 });
    expect(result.structuredContent).toMatchObject({ outcome: 'timed_out' });
    expect(answered()).toEqual([]);
  });

  test('that is not the one that was meant is not even shown', async () => {
    expect((await ask({ requestId: 'pen_0' })).structuredContent).toMatchObject({
      outcome: 'gone',
    });
    await callTool(client, 'get_status', { sessionId: ID });
    open(samplePending({ id: 'pen_3' }));
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'gone' });
    expect(asked).toEqual([]);
  });

  test('hides nothing from the user', async () => {
    open(samplePending({ toolInput: { command: 'echo safe\u001b[2K\u202e; rm x' } }));
    answer = () => ({ action: 'cancel' });
    await ask();
    const message = asked[0]?.message ?? '';
    expect(message).toContain('echo safe\\u001b[2K\\u202e; rm x');
    expect(message).toBe(visible(message));
  });

  test('that is too long to be shown whole says so', async () => {
    open(samplePending({ toolInput: { command: `echo ${'x'.repeat(30_000)}; rm y` } }));
    answer = () => ({ action: 'cancel' });
    await ask();
    expect(asked[0]?.message).toMatch(/more characters are NOT shown/);
  });

  test('that its client may cut says so before anything else', async () => {
    answer = () => ({ action: 'cancel' });
    const shown = async (command: string) => {
      asked.length = 0;
      open(samplePending({ toolInput: { command, description: 'Look', timeout: 5 } }));
      await ask();
      return asked[0]?.message ?? '';
    };
    expect(await shown('ls')).toMatch(/^Bash: ls\n\{"description":"Look","timeout":5\}\nSession /);
    const long = await shown('echo 1\necho 2\nrm x');
    expect(long).toMatch(/^LONG: about 6 rows, .*: aegis status ses_0+1\nBash: echo 1\n/);
    expect(await shown(`echo ${'x'.repeat(200)}; rm y`)).toMatch(/^LONG: /);
  });

  test('goes back when the call is cancelled', async () => {
    let isTold = (): void => undefined;
    const shown = new Promise<void>((resolve) => (isTold = resolve));
    answer = () => {
      isTold();
      return new Promise(() => undefined);
    };
    const stop = new AbortController();
    const call = client.callTool(
      { name: 'ask_user_to_approve', arguments: { sessionId: ID } },
      undefined,
      { signal: stop.signal },
    );
    call.catch(() => undefined);
    await shown;
    stop.abort();
    await expect(call).rejects.toThrow();
    expect(answered()).toEqual([]);
  });
});

describe('questions', () => {
  const questions = [
    {
      ...{ question: 'Which database?', header: 'Database', multiSelect: false },
      options: [
        { label: 'SQLite', description: 'A file' },
        { label: 'Postgres', description: null },
      ],
    },
    {
      ...{ question: 'Which features?', header: null, multiSelect: true },
      options: [
        { label: 'Auth', description: null },
        { label: 'Cache', description: null },
      ],
    },
  ];
  beforeEach(() => open(samplePending({ kind: 'question', questions, toolInput: null })));

  test('are a form, and are answered by what the user chose', async () => {
    answer = () => ({
      action: 'accept',
      content: { question_1: 'SQLite', question_2: ['Auth', 'Cache'] },
    });
    expect((await ask()).structuredContent).toMatchObject({ outcome: 'answered' });
    expect(answered().map(({ routeId, body }) => [routeId, body])).toEqual([
      [
        'answer',
        {
          requestId: 'pen_1',
          answers: { 'Which database?': 'SQLite', 'Which features?': ['Auth', 'Cache'] },
        },
      ],
    ]);
  });

  test('of which one was left out are not answered', async () => {
    answer = () => ({ action: 'accept', content: { question_1: 'SQLite' } });
    const result = await ask();
    expect(result.isError).toBe(true);
    expect(answered()).toEqual([]);
  });
});

describe('without a user to ask', () => {
  test('the tool is not listed, and says what to do where it is called all the same', async () => {
    const other = await connect({ baseUrl: fake.baseUrl });
    const { tools } = await other.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('ask_user_to_approve');
    const result = await callTool(other, 'ask_user_to_approve', { sessionId: ID });
    expect(result.isError).toBe(true);
    expect(texts(result)[0]).toMatch(/^not_supported: .*approve_permission/);
    await other.close();
    const { tools: listed } = await client.listTools();
    expect(listed.map(({ name }) => name)).toContain('ask_user_to_approve');
  });

  test('a session that waits on nothing is told apart', async () => {
    open(null);
    expect(texts(await ask())[0]).toMatch(/^nothing_pending:/);
  });
});
