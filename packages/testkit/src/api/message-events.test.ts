import { expect, test } from 'vitest';
import { bash, httpError, say, thinkFor } from '../model/builders.ts';
import type { ModelStep } from '../model/step.ts';
import { messageEvents, wholeMessage } from './message-events.ts';
import { planReply } from './reply.ts';
import { inputUsage } from './usage.ts';

const head = { id: 'msg_1', model: 'm', inputUsage: inputUsage(100, 40) };
const reply = (...turn: ModelStep[]) => planReply(turn, (index) => `toolu_${index}`);
const events = (...turn: ModelStep[]) => [...messageEvents(head, reply(...turn))];

test('the order of the Messages API, blocks numbered', () => {
  expect(
    events(say('abcd', { chunkSize: 2 }), bash('ls')).map(({ event, data }) => [
      event,
      data['index'],
    ]),
  ).toEqual([
    ['message_start', undefined],
    ['ping', undefined],
    ['content_block_start', 0],
    ['content_block_delta', 0],
    ['content_block_delta', 0],
    ['content_block_stop', 0],
    ['content_block_start', 1],
    ['content_block_delta', 1],
    ['content_block_stop', 1],
    ['message_delta', undefined],
    ['message_stop', undefined],
  ]);
});

test('the pieces of a tool input make up its JSON', () => {
  const command = `echo ${'x'.repeat(200)} "é👍"`;
  const pieces = events(bash(command)).flatMap(({ data }) => {
    const delta = data['delta'];
    return typeof delta === 'object' && delta !== null && 'partial_json' in delta
      ? [delta.partial_json]
      : [];
  });
  expect(pieces.length).toBeGreaterThan(2);
  expect(JSON.parse(pieces.join(''))).toMatchObject({ command });
});

test('silence comes before what follows it, and the pace between chunks', () => {
  const delays = (...turn: ModelStep[]) => events(...turn).flatMap((e) => e.delayMs || []);
  expect(delays(thinkFor(300), say('abcdef', { chunkSize: 2, chunkDelayMs: 7 }))).toEqual([
    300, 7, 7,
  ]);
  expect(delays(say('a'), thinkFor(50))).toEqual([50]);
});

test('a thinking block is signed', () => {
  const types = events({ type: 'thinking', text: 'hm' }).map(({ data }) => data['delta']);
  expect(types).toContainEqual({ type: 'thinking_delta', thinking: 'hm' });
  expect(JSON.stringify(types)).toContain('signature_delta');
});

test('an error after words ends the stream without a message_stop', () => {
  const all = events(say('a'), httpError(529));
  expect(all.at(-1)).toMatchObject({
    event: 'error',
    data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  });
});

test('the whole message says the same as the stream', () => {
  expect(wholeMessage(head, reply(say('hello'), bash('ls')))).toMatchObject({
    id: 'msg_1',
    type: 'message',
    content: [
      { type: 'text', text: 'hello' },
      { type: 'tool_use', id: 'toolu_0', name: 'Bash' },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 3, cache_creation_input_tokens: 57, cache_read_input_tokens: 40 },
  });
});

test('usage adds up to the request and never reads more than it', () => {
  for (const [tokens, cached] of [
    [100, 0],
    [100, 100],
    [50, 900],
    [1, 0],
  ] as const) {
    const usage = inputUsage(tokens, cached);
    const parts = Object.values(usage);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(tokens);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
  }
});
