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
  LoggingMessageNotificationSchema,
  type Progress,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callTool, connect } from './testing/connect.ts';
import {
  AT,
  event,
  gateReport,
  ID,
  pipeline,
  PIPELINE_ID,
  statusChanged,
} from './testing/samples.ts';

let fake: FakeAegis;
let client: Client;
beforeEach(async () => {
  fake = await startFakeAegis();
  client = await connect({ baseUrl: fake.baseUrl });
});
afterEach(async () => {
  await client.close();
  await fake.stop();
});

/** A route that is answered once the test says so. */
function held(answer: unknown): { answered: Promise<unknown>; release: () => void } {
  let release = (): void => undefined;
  const answered = new Promise((resolve) => (release = () => resolve(answer)));
  return { answered, release: () => release() };
}

describe('progress', () => {
  async function callWithProgress(
    name: string,
    input: Record<string, unknown>,
    meanwhile: (said: (message: string) => Promise<void>) => Promise<void>,
  ): Promise<Progress[]> {
    const heard: Progress[] = [];
    const done = client.callTool({ name, arguments: input }, undefined, {
      onprogress: (progress) => heard.push(progress),
    });
    await expect.poll(() => fake.streams.openCount, { timeout: 10_000 }).toBe(1);
    // However slow the machine: what was told has come before the next thing happens.
    await meanwhile((message) =>
      expect.poll(() => heard.map((each) => each.message), { timeout: 10_000 }).toContain(message),
    );
    await done;
    return heard;
  }

  test('of a wait tells each status and counts messages, and rises', async () => {
    const { answered, release } = held({ ...sampleSession(), timedOut: false });
    fake.answer('wait', () => answered);
    const heard = await callWithProgress('wait_for_status', { sessionId: ID }, async (said) => {
      fake.emit(statusChanged('working'));
      await said('working');
      for (const text of ['a', 'b', 'c']) {
        fake.emit(event('message-added', { message: sampleMessage({ text }) }));
      }
      fake.emit(
        event('message-added', { message: sampleMessage({ text: 'no' }) }, sampleSessionId(2)),
      );
      await said('working · 3 messages · c');
      release();
    });
    const messages = heard.map(({ message }) => message);
    expect(messages[0]).toBe('Waiting');
    expect(messages).toContain('working');
    expect(messages.at(-1)).toBe('working · 3 messages · c');
    const numbers = heard.map(({ progress }) => progress);
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });

  test('of a new session follows the one that was created', async () => {
    const id = sampleSessionId(7);
    const { answered, release } = held(sampleSession({ id, status: 'exited' }));
    fake.answer('createSession', () => answered);
    const input = { workDir: '/project', name: 'new' };
    const heard = await callWithProgress('create_session', input, async (said) => {
      const session = sampleSession({ id, name: 'new' });
      fake.emit(event('session-created', { session: sampleSession({ name: 'other' }) }));
      fake.emit(event('session-created', { session }, id));
      await said(`${id} was created (1)`);
      fake.emit({ ...statusChanged('working'), sessionId: id } as ReturnType<typeof statusChanged>);
      await said(`${id}: working`);
      release();
    });
    const messages = heard.map(({ message }) => message);
    expect(messages).toContain(`${id} was created (1)`);
    expect(messages).toContain(`${id}: working`);
    expect(messages.join()).not.toContain(ID);
  });

  test.each([
    [
      'send_message',
      'sendMessage',
      { sessionId: ID, text: 'x' },
      {
        ok: true,
        delivered: true,
        attempts: 1,
        verdict: 'delivered',
        evidence: null,
        messageId: 'm',
      },
    ],
    ['run_quality_gate', 'runGate', { sessionId: ID }, gateReport()],
  ] as const)('of %s tells what its session does', async (name, route, input, answer) => {
    const { answered, release } = held(answer);
    fake.answer(route, () => answered);
    const heard = await callWithProgress(name, input, async (said) => {
      fake.emit(
        event('delivery-changed', {
          messageId: 'm',
          verdict: 'delivered',
          attempts: 1,
          evidence: null,
          tookMs: null,
        }),
      );
      await said('prompt delivered');
      release();
    });
    expect(heard.map(({ message }) => message)).toContain('prompt delivered');
  });

  test('of a pipeline tells its steps', async () => {
    const { answered, release } = held(pipeline());
    fake.answer('getPipeline', () => answered);
    const heard = await callWithProgress(
      'get_pipeline',
      { pipelineId: PIPELINE_ID },
      async (said) => {
        const step = {
          name: 'build',
          status: 'gating',
          attempt: 1,
          sessionId: ID,
          waitsOn: null,
          error: null,
        } as const;
        fake.emit(
          event(
            'pipeline-changed',
            { pipelineId: PIPELINE_ID, name: 'r', status: 'running', step },
            null,
          ),
        );
        await said('step build gating');
        release();
      },
    );
    expect(heard.at(-1)?.message).toBe('step build gating');
  });

  test('is sent to nobody who did not ask, and no stream is opened for it', async () => {
    fake.answer('wait', () => ({ ...sampleSession(), timedOut: false }));
    await callTool(client, 'wait_for_status', { sessionId: ID });
    expect(fake.requests.map(({ routeId }) => routeId)).toEqual(['wait']);
  });

  test('does without events where they are refused', async () => {
    const { AegisError } = await import('@aegis/protocol');
    fake.answer('allEvents', () => {
      throw new AegisError('scope_missing', 'No.');
    });
    fake.answer('wait', () => ({ ...sampleSession(), timedOut: false }));
    const heard: Progress[] = [];
    const input = { name: 'wait_for_status', arguments: { sessionId: ID } };
    const options = { onprogress: (progress: Progress) => heard.push(progress) };
    const result = await client.callTool(input, undefined, options);
    expect(result.isError).toBeFalsy();
    expect(heard).toHaveLength(1);
  });
});

describe('logging', () => {
  interface Line {
    level: string;
    data: { event: string; sessionId: string; message: string };
  }
  let lines: Line[];
  beforeEach(() => {
    lines = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
      lines.push({ level: params.level, data: params.data as Line['data'] });
    });
  });
  const exit = { code: 1, signal: null, at: AT, reason: 'crashed', lastScreen: null } as const;

  test('tells what sessions of this client wait on, that they stall, and how they end', async () => {
    await callTool(client, 'create_session', { workDir: '/project', name: 'mine' });
    await expect.poll(() => fake.streams.openCount).toBe(1);
    const stall = {
      since: AT,
      kind: 'silent',
      toolName: null,
      thresholdMs: 5,
      rung: null,
    } as const;
    fake.emit(event('pending-opened', { pending: samplePending() }, sampleSessionId(2)));
    fake.emit(event('pending-opened', { pending: samplePending() }));
    fake.emit(event('stall-began', { stall }));
    fake.emit(event('session-exited', { exit }));
    await expect
      .poll(() => lines.map(({ level, data }) => [level, data.event, data.sessionId]))
      .toEqual([
        ['notice', 'pending-opened', ID],
        ['warning', 'stall-began', ID],
        ['error', 'session-exited', ID],
      ]);
    expect(lines[0]?.data.message).toBe(`mine (${ID}) waits for an answer: Bash command`);
    // With the last of them its stream ends.
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });

  test('tells no more than it is asked to', async () => {
    await client.setLoggingLevel('warning');
    await callTool(client, 'create_session', { workDir: '/project' });
    await expect.poll(() => fake.streams.openCount).toBe(1);
    fake.emit(event('pending-opened', { pending: samplePending() }));
    fake.emit(event('session-exited', { exit }));
    await expect.poll(() => lines.map(({ data }) => data.event)).toEqual(['session-exited']);
  });

  test('follows the sessions of a pipeline of this client', async () => {
    fake.answer('createPipeline', () => pipeline());
    const steps = [{ name: 'build', prompt: 'Build.' }];
    await callTool(client, 'create_pipeline', { name: 'release', workDir: '/project', steps });
    await expect.poll(() => fake.streams.openCount).toBe(1);
    const id = sampleSessionId(5);
    const session = sampleSession({ id, pipeline: { id: PIPELINE_ID, step: 'build', attempt: 1 } });
    fake.emit(event('session-created', { session }, id));
    fake.emit(event('pending-opened', { pending: samplePending() }, id));
    await expect.poll(() => lines.map(({ data }) => data.sessionId)).toEqual([id]);
  });
});
