import { parseLine } from '../testing/parse-line.ts';
import { describe, expect, test } from 'vitest';
import { toHookCall } from '../hooks/hook-body.ts';
import { SubagentBook } from './subagent-book.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));
const ALIVE = { isAlive: true, since: ms(0) };
const META = { agentType: 'Explore', description: 'Look around', toolUseId: 'toolu_1' };

let lines = 0;
function line(type: 'user' | 'assistant', content: unknown, fields: Record<string, unknown> = {}) {
  lines += 1;
  const { stop = 'tool_use', seconds = 1, ...rest } = fields;
  return parseLine({
    ...{ type, uuid: `u${lines}`, parentUuid: null, timestamp: at(Number(seconds)) },
    message: { role: type, content, id: `m${lines}`, model: 'claude', stop_reason: stop },
    ...rest,
  });
}
const side = (
  type: 'user' | 'assistant',
  text: string,
  seconds: number,
  fields: Record<string, unknown> = {},
) => line(type, [{ type: 'text', text }], { isSidechain: true, seconds, ...fields });
const ask = (prompt: string) =>
  line('assistant', [
    {
      ...{ type: 'tool_use', id: 'toolu_1', name: 'Agent' },
      input: { prompt, description: 'Look around', subagent_type: 'Explore' },
    },
  ]);
const answer = (toolUseResult: unknown, seconds = 9) =>
  line('user', [{ type: 'tool_result', tool_use_id: 'toolu_1', content: '…' }], {
    ...{ toolUseResult, seconds },
  });
const hook = (event: string, agentId = 'a1') =>
  toHookCall(event, { agent_id: agentId, agent_type: 'general-purpose' });

describe('SubagentBook', () => {
  test('hooks tell the beginning and the end', () => {
    const book = new SubagentBook();
    book.hear(toHookCall('PreToolUse', {}), ms(1));
    expect(book.list(ALIVE)).toEqual([]);
    book.hear(hook('SubagentStart'), ms(2));
    const known = { id: 'a1', type: 'general-purpose', description: null, startedAt: at(2) };
    expect(book.list(ALIVE)).toEqual([{ ...known, state: 'running', endedAt: null, messages: 0 }]);
    book.hear(hook('SubagentStop'), ms(5));
    expect(book.list(ALIVE)).toMatchObject([{ ...known, state: 'done', endedAt: at(5) }]);
    // It is sent another message.
    book.hear(hook('SubagentStart'), ms(7));
    expect(book.list(ALIVE)).toMatchObject([{ ...known, state: 'running', endedAt: null }]);
    expect(book.list({ ...ALIVE, isAlive: false })).toMatchObject([{ state: 'done' }]);
  });

  test('its own transcript tells what it is, and whether it is over', () => {
    const book = new SubagentBook();
    book.meet({ id: 'a1', meta: META });
    book.readOwn('a1', side('user', 'look', 2));
    book.readOwn('a1', side('assistant', 'I look.', 3));
    expect(book.list(ALIVE)).toEqual([
      {
        ...{ id: 'a1', type: 'Explore', description: 'Look around', state: 'running' },
        ...{ startedAt: at(2), endedAt: null, messages: 2 },
      },
    ]);
    // Of a process before this one.
    expect(book.list({ isAlive: true, since: ms(4) })).toMatchObject([{ state: 'done' }]);
    book.readOwn('a1', side('assistant', 'I looked.', 5, { stop: 'end_turn' }));
    expect(book.list(ALIVE)).toMatchObject([{ state: 'done', endedAt: at(5), messages: 3 }]);
  });

  test('the main conversation tells the end of one that hooks did not', () => {
    const book = new SubagentBook();
    book.meet({ id: 'a1', meta: META });
    book.readOwn('a1', side('user', 'look', 2));
    book.read(answer({ agentId: 'a1', status: 'async_launched', isAsync: true }));
    expect(book.list(ALIVE)).toMatchObject([{ state: 'running' }]);
    const ended = '<task-notification>\n<task-id>a1</task-id>\n<status>completed</status>';
    book.read(line('user', ended, { seconds: 12 }));
    expect(book.list(ALIVE)).toMatchObject([{ state: 'done', endedAt: at(12) }]);
  });

  test('a call that was interrupted ends its subagent', () => {
    const book = new SubagentBook();
    book.meet({ id: 'a1', meta: META });
    book.readOwn('a1', side('user', 'look', 2));
    book.read(answer('Error: interrupted'));
    expect(book.list(ALIVE)).toMatchObject([{ state: 'done', endedAt: at(9) }]);
  });

  test('versions that write sidechains into the main file are read too, each line once', () => {
    const book = new SubagentBook();
    book.read(ask('look at it'));
    const root = side('user', 'look at it', 2, { uuid: 'r1' });
    const reply = side('assistant', 'I look.', 3, { uuid: 'r2', parentUuid: 'r1' });
    const later = side('assistant', 'Done.', 4, { parentUuid: 'r2', stop: 'end_turn' });
    for (const entry of [root, reply, root, reply, later]) book.read(entry);
    expect(book.list(ALIVE)).toEqual([
      {
        ...{ id: 'r1', type: 'Explore', description: 'Look around', state: 'done' },
        ...{ startedAt: at(2), endedAt: at(4), messages: 3 },
      },
    ]);
  });

  test('keeps a bounded number, those that run first', () => {
    const book = new SubagentBook();
    book.hear(hook('SubagentStart', 'long'), ms(1));
    for (let index = 0; index < 600; index += 1) {
      book.hear(hook('SubagentStart', `a${index}`), ms(2));
      book.hear(hook('SubagentStop', `a${index}`), ms(3));
    }
    const kept = book.list(ALIVE);
    expect(kept).toHaveLength(500);
    expect(kept.map(({ id }) => id)).toContain('long');
    expect(kept.map(({ id }) => id)).toContain('a599');
  });
});
