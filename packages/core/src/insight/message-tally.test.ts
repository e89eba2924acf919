import type { Message } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { ChangedFiles } from './changed-files.ts';
import { MessageTally } from './message-tally.ts';

const message = (fields: Partial<Message>): Message => ({
  ...{ id: 'm:0', role: 'assistant', contentType: 'text', text: 'words', timestamp: null },
  ...{ toolName: null, toolUseId: null, toolInput: null, model: null },
  ...{ isError: false, isSidechain: false },
  ...fields,
});
const call = (toolUseId: string, toolName: string, toolInput: Message['toolInput'] = null) =>
  message({ contentType: 'tool_use', toolUseId, toolName, toolInput });
const result = (toolUseId: string, fields: Partial<Message> = {}) =>
  message({ role: 'user', contentType: 'tool_result', toolUseId, ...fields });

test('MessageTally counts a conversation as it is read', () => {
  const tally = new MessageTally();
  const conversation = [
    message({ role: 'user', text: 'first' }),
    message({ contentType: 'thinking', text: 'hm' }),
    call('t1', 'Bash'),
    result('t1', { isError: true }),
    message({ text: 'said' }),
    message({ role: 'system', text: 'API error', isError: true }),
    message({ role: 'user', text: 'second' }),
    call('t2', 'Bash'),
  ];
  for (const one of conversation) tally.take(one);
  expect(tally.tally()).toEqual({
    messages: {
      ...{ total: 8, user: 3, assistant: 4, system: 1 },
      ...{ toolUses: 2, toolResults: 1, toolErrors: 1 },
    },
    prompts: 2,
    tools: [{ name: 'Bash', calls: 2, errors: 1 }],
    firstPrompt: 'first',
    lastText: 'said',
  });
});

describe('ChangedFiles', () => {
  test('are those that a tool was seen to write, once, in order of the first change', () => {
    const files = new ChangedFiles();
    const calls = [
      call('t1', 'Edit', { file_path: '/w/a' }),
      call('t2', 'Write', { file_path: '/w/b' }),
      call('t3', 'Write', { file_path: '/w/refused' }),
      call('t4', 'Read', { file_path: '/w/read' }),
      call('t5', 'NotebookEdit', { notebook_path: '/w/c.ipynb' }),
      call('t6', 'Write', { file_path: '/w/not yet' }),
      call('t7', 'Write', { file_path: 5 }),
      call('t8', 'Edit', { file_path: '/w/b' }),
    ];
    const times: Record<string, string> = {
      t2: '2026-01-01T00:00:05Z',
      t1: '2026-01-01T00:00:09Z',
    };
    for (const one of calls) files.take(one);
    for (const id of ['t1', 't2', 't4', 't5', 't7', 't8'])
      files.take(result(id, { timestamp: times[id] ?? '2026-01-01T00:00:07Z' }));
    files.take(result('t3', { isError: true }));
    expect(files.list()).toEqual(['/w/b', '/w/c.ipynb', '/w/a']);
  });
});
