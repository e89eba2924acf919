import { expect, test } from 'vitest';
import { bash, httpError, responseHeaders, say, stop, thinkFor, usage } from '../model/builders.ts';
import { chunksOf, planReply } from './reply.ts';

const plan = (...turn: Parameters<typeof planReply>[0]) => planReply(turn, (index) => `id${index}`);

test('a turn with tools ends in tool_use, one without in end_turn', () => {
  expect(plan(say('a'), bash('ls'), bash('pwd'))).toMatchObject({
    parts: [
      { block: { type: 'text' } },
      { block: { type: 'tool_use', id: 'id0', name: 'Bash', input: { command: 'ls' } } },
      { block: { type: 'tool_use', id: 'id1' } },
    ],
    end: { type: 'stop', reason: 'tool_use' },
  });
  expect(plan(say('a')).end).toEqual({ type: 'stop', reason: 'end_turn' });
});

test('nothing follows a stop or an error', () => {
  expect(plan(say('a'), stop('max_tokens'), say('b'))).toMatchObject({
    parts: [{ block: { text: 'a' } }],
    end: { type: 'stop', reason: 'max_tokens' },
  });
  expect(plan(thinkFor(5), httpError(529), say('b'))).toMatchObject({
    parts: [{ type: 'silence', delayMs: 5 }],
    end: { type: 'error', error: { status: 529, errorType: 'overloaded_error' } },
  });
});

test('chunks cut no character in two', () => {
  expect(chunksOf('a👍🏽b', 2)).toEqual(['a👍', '🏽b']);
  expect(chunksOf('', 3)).toEqual([]);
});

test('headers and usage are no part of what is said', () => {
  const headers = { 'anthropic-ratelimit-unified-status': 'rejected' };
  expect(plan(responseHeaders(headers), usage(150_000), say('a'))).toMatchObject({
    headers,
    inputTokens: 150_000,
    parts: [{ block: { text: 'a' } }],
  });
  expect(plan(responseHeaders(headers), httpError(429))).toMatchObject({ headers, parts: [] });
  expect(plan(say('a'))).toMatchObject({ headers: {}, inputTokens: null });
});
