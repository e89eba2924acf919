import { describe, expect, it } from 'vitest';
import { assistantLine, entryOf, userLine } from '../testing/lines.ts';
import { subagentNews } from './subagent-news.ts';

const call = (name: string, input: unknown) => [{ type: 'tool_use', id: 'toolu_1', name, input }];
const result = [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'done' }];
const notification = (id: string, status: string) =>
  `<task-notification>\n<task-id>${id}</task-id>\n<tool-use-id>toolu_1</tool-use-id>\n${status}<summary>…</summary>\n</task-notification>`;

describe('subagentNews', () => {
  it('tells what Claude asks for, under the old name of the tool too', () => {
    const input = { prompt: 'look', description: 'Look around', subagent_type: 'Explore' };
    const news = {
      ...{ type: 'asked', toolUseId: 'toolu_1', prompt: 'look' },
      ...{ description: 'Look around', agentType: 'Explore' },
    };
    expect(subagentNews(assistantLine(call('Agent', input)))).toEqual([news]);
    expect(subagentNews(assistantLine(call('Task', input)))).toEqual([news]);
    expect(subagentNews(assistantLine(call('Bash', input)))).toEqual([]);
    expect(subagentNews(assistantLine(call('Agent', { prompt: 5 })))).toEqual([]);
    expect(subagentNews(assistantLine(call('Agent', input), { isSidechain: true }))).toEqual([]);
  });

  it('tells whether the call was answered for good, or goes on in the background', () => {
    const answer = { type: 'answered', toolUseId: 'toolu_1', agentId: 'a1' };
    const line = (toolUseResult: unknown) => userLine(result, { toolUseResult });
    expect(subagentNews(line({ agentId: 'a1', status: 'completed' }))).toEqual([
      { ...answer, running: false },
    ]);
    expect(subagentNews(line({ agentId: 'a1', status: 'async_launched', isAsync: true }))).toEqual([
      { ...answer, running: true },
    ]);
    expect(subagentNews(line({ agentId: 'a1', status: 'teammate_spawned' }))).toEqual([
      { ...answer, running: true },
    ]);
    expect(subagentNews(line('Error: interrupted'))).toEqual([
      { ...answer, agentId: null, running: false },
    ]);
  });

  it('tells of the end of one in the background, not of its reports', () => {
    const ended = [{ type: 'ended', agentId: 'a1' }];
    const done = notification('a1', '<status>completed</status>\n');
    expect(subagentNews(userLine(done))).toEqual(ended);
    expect(subagentNews(entryOf({ type: 'queue-operation', content: done }))).toEqual(ended);
    expect(subagentNews(userLine(notification('a1', '')))).toEqual([]);
  });
});
