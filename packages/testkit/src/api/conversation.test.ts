import { describe, expect, test } from 'vitest';
import { readConversation, sessionIdOf } from './conversation.ts';

const tools = [{ name: 'Bash', input_schema: { type: 'object' } }];
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const text = (value: string) => ({ type: 'text', text: value });
const toolResult = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' };
const read = (messages: unknown[], more: Record<string, unknown> = {}) =>
  readConversation({ tools, messages, ...more }, false);

describe('the prompt', () => {
  test('is the last text of the user, without reminders', () => {
    const reminder = text('<system-reminder>\nhi\n</system-reminder>');
    const system = { role: 'system', content: 'Available tools: …' };
    expect(read([user([reminder, text('do it')]), system])).toMatchObject({
      kind: 'main',
      prompt: 'do it',
      turn: 0,
    });
  });

  test('is the same after tool results, with the replies counted', () => {
    const messages = [
      user('first'),
      assistant([text('done')]),
      user('do it'),
      assistant([text('a')]),
      user([toolResult]),
      assistant([text('b')]),
      user([toolResult, text('<system-reminder>\nnote\n</system-reminder>')]),
    ];
    expect(read(messages)).toMatchObject({ prompt: 'do it', turn: 2 });
  });

  test('after a failed one is the later block of the same message', () => {
    const failed = read([user([text('same')])]);
    const again = read([user([text('same'), text('same')])]);
    expect(again.prompt).toBe('same');
    expect(again.promptKey).not.toBe(failed.promptKey);
  });

  test('is null where nobody said anything', () => {
    expect(read([]).prompt).toBeNull();
    expect(readConversation({}, false)).toMatchObject({ kind: 'side', prompt: null, turn: 0 });
  });
});

describe('the kind', () => {
  test('side: no tools, or only those that the API runs itself', () => {
    expect(read([user('quota')], { tools: [] }).kind).toBe('side');
    const webSearch = [{ type: 'web_search_20250305', name: 'web_search' }];
    expect(read([user('Perform a web search')], { tools: webSearch }).kind).toBe('side');
  });

  test('subagent: by header or by system prompt', () => {
    expect(readConversation({ tools, messages: [user('look')] }, true).kind).toBe('subagent');
    const system = [text("You are an agent for Claude Code, Anthropic's official CLI for Claude.")];
    expect(read([user('look')], { system }).kind).toBe('subagent');
  });

  test('compaction', () => {
    const ask =
      'CRITICAL: Respond with TEXT ONLY.\n\nYour task is to create a detailed summary of it';
    expect(read([user('hi'), assistant('ho'), user(ask)]).kind).toBe('compaction');
  });
});

test('the session id is in the metadata, if it is there at all', () => {
  expect(sessionIdOf({ metadata: { user_id: '{"session_id":"s1"}' } })).toBe('s1');
  expect(sessionIdOf({ metadata: { user_id: 'user_abc' } })).toBeNull();
  expect(sessionIdOf({ metadata: null })).toBeNull();
});
