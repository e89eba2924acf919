import { sampleMessage, sampleSessionId } from '@aegis/client/testing';
import type { Message } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

const within = { timeout: 10_000 };
let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  world.put({ name: 'fix' });
});
afterEach(() => world.aegis.stop());

const conversation: Message[] = [
  sampleMessage({ role: 'user', text: 'Fix it.\nPlease.' }),
  sampleMessage({
    contentType: 'tool_use',
    text: '',
    toolName: 'Bash',
    toolInput: { command: 'npm test\nexit', description: 'x' },
  }),
  sampleMessage({
    contentType: 'tool_result',
    role: 'user',
    isError: true,
    text: Array.from({ length: 9 }, (_, line) => `line ${line}`).join('\n'),
  }),
  sampleMessage({ text: 'Done.\u001b[2J', timestamp: null, isSidechain: true }),
];

function reads(messages: readonly Message[], status = 'idle'): void {
  world.aegis.answer('readSession', ({ query }) => {
    const from = Number(query['after'] ?? 0);
    return {
      messages: messages.slice(from),
      status,
      statusText: null,
      cursor: String(messages.length),
    };
  });
}

describe('logs', () => {
  test('are lines, shortened', async () => {
    reads(conversation);
    expect((await world.run(['logs', 'fix'])).stdout.trimEnd().split('\n')).toEqual([
      '03:04:05  user      Fix it.',
      '                    Please.',
      '03:04:05  tool      Bash npm test⏎exit',
      '03:04:05  error     line 0',
      ...[1, 2, 3, 4, 5].map((line) => `                    line ${line}`),
      '                    … 3 more lines',
      '--:--:--  ↳assistant Done.␛[2J',
    ]);
    expect((await world.run(['logs', 'fix', '--full'])).stdout).toContain('line 8');
    expect((await world.run(['logs', 'fix', '--tail', '1'])).stdout).toBe(
      '--:--:--  ↳assistant Done.␛[2J\n',
    );
    const json = await world.run(['logs', 'fix', '--json']);
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(conversation);
  });

  test('-f goes on until the session ends', async () => {
    reads(conversation.slice(0, 1));
    const { io, done } = world.start(['logs', 'fix', '-f', '-n', '1']);
    await expect.poll(() => io.written.stdout, within).toContain('Fix it.');
    reads(conversation, 'exited');
    world.change({ name: 'fix' });
    const run = await done;
    expect(run.code).toBe(0);
    expect(run.stdout.match(/Fix it\./g)).toHaveLength(1);
    expect(run.stdout).toContain('Done.');
  });

  test('--events are those of the session alone', async () => {
    world.change({ name: 'fix' }, { type: 'turn-ended', data: { turn: completed } });
    world.aegis.emit({
      id: 2,
      sessionId: sampleSessionId(2),
      at: AT,
      type: 'stall-ended',
      data: { durationMs: 1 },
    });
    expect((await world.run(['logs', 'fix', '--events'])).stdout).toBe(
      `1 03:04:05 ${ID} turn-ended completed, All tests pass.\n`,
    );
  });

  test.each([[['--tail', 'x']], [['--events', '--full']]])('refuses %j', async (flags) => {
    expect((await world.run(['logs', 'fix', ...flags])).code).toBe(2);
  });
});

describe('events', () => {
  const three = () => {
    world.change({}, { type: 'turn-ended', data: { turn: completed } });
    world.change({}, { type: 'stall-ended', data: { durationMs: 61_000 } });
    world.change({});
  };

  test('are those that are kept, and then it ends', async () => {
    three();
    const { stdout, code } = await world.run(['events']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      `1 03:04:05 ${ID} turn-ended completed, All tests pass.`,
      `2 03:04:05 ${ID} stall-ended after 1m 1s`,
      `3 03:04:05 ${ID} screen-drifted 1 lines, healed`,
    ]);
    expect(
      (await world.run(['events', '--after', '2', '--type', 'screen-drifted'])).stdout,
    ).toMatch(/^3 /);
    expect((await world.run(['events', '--after', '3'])).stdout).toBe('');
    const json = await world.run(['events', '--after', '1', '--type', 'stall-ended', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 2, type: 'stall-ended' });
  });

  test('with none kept are none', async () => {
    expect(await world.run(['events'])).toMatchObject({ code: 0, stdout: '' });
  });

  test('end with a server that does not say where they end, too', async () => {
    world.aegis.streams.saysReady = false;
    three();
    expect((await world.run(['events'])).stdout.split('\n')).toHaveLength(4);
  });

  test('-f are those from now on', async () => {
    world.change({});
    const { io, done } = world.start(['events', '-f', '-s', ID]);
    await world.streamOpen();
    world.change({}, { type: 'turn-ended', data: { turn: completed } });
    await expect
      .poll(() => io.written.stdout, within)
      .toBe(`2 03:04:05 ${ID} turn-ended completed, All tests pass.\n`);
    io.stop.abort(new Error('enough'));
    await done;
  });

  test('name the types where one is none', async () => {
    const run = await world.run(['events', '--type', 'turn-endde']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Did you mean "turn-ended"?');
  });
});
