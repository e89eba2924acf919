import { describe, expect, it } from 'vitest';
import { findPrompt } from './find-prompt.ts';
import { lastAssistantText } from './last-assistant-text.ts';
import { fixtureEntries } from './testing/fixture.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';

const enqueue = (content: string) =>
  entryOf({ type: 'queue-operation', operation: 'enqueue', content });

describe('findPrompt', () => {
  it('finds exactly this prompt, white space at its ends aside', () => {
    const entries = [userLine('line 1\nline 2', { uuid: '1' }), userLine('line 1', { uuid: '2' })];
    expect(findPrompt(entries, 'line 1\r\nline 2\n')?.entry.uuid).toBe('1');
    expect(findPrompt(entries, 'line 1')?.entry.uuid).toBe('2');
    for (const other of ['line', 'line 1\nline 2\nline 3', 'LINE 1', '']) {
      expect(findPrompt(entries, other)).toBeNull();
    }
  });

  it('finds the newest, and prefers the conversation to the queue', () => {
    const entries = [userLine('go', { uuid: '1' }), userLine('go', { uuid: '2' }), enqueue('go')];
    expect(findPrompt(entries, 'go')).toMatchObject({
      where: 'conversation',
      entry: { uuid: '2' },
    });
    expect(findPrompt([enqueue('go')], 'go')?.where).toBe('queue');
    expect(
      findPrompt([entryOf({ type: 'queue-operation', operation: 'popAll', content: 'go' })], 'go'),
    ).toBeNull();
  });

  it('finds a command and a shell line as they were typed', () => {
    const command = userLine(
      '<command-name>/review</command-name><command-args>all</command-args>',
    );
    expect(findPrompt([command], '/review all')?.where).toBe('conversation');
    expect(findPrompt([userLine('<bash-input>ls</bash-input>')], '!ls')?.where).toBe(
      'conversation',
    );
  });

  it('takes nothing else for the prompt: no answer, no result, no remark', () => {
    const entries = [
      assistantLine('go'),
      userLine([{ type: 'tool_result', content: 'go' }]),
      userLine('go', { isMeta: true }),
      entryOf({ type: 'last-prompt', lastPrompt: 'go' }),
    ];
    expect(findPrompt(entries, 'go')).toBeNull();
  });

  it('finds every prompt of the real conversation', () => {
    const entries = fixtureEntries();
    for (const prompt of ['hello', 'run both', 'by the way', 'talk on', '/compact', 'other way']) {
      expect(findPrompt(entries, prompt)?.where).toBe('conversation');
    }
    expect(findPrompt(entries, 'never said')).toBeNull();
  });
});

describe('lastAssistantText', () => {
  it('joins the texts of the last message, though they came in several entries', () => {
    const text = (words: string, id: string) => assistantLine(words, {}, { id });
    const entries = [
      userLine('go'),
      text('Earlier.', 'm1'),
      text('One.', 'm2'),
      text('Two.', 'm2'),
    ];
    expect(lastAssistantText(entries)).toBe('One.\n\nTwo.');
  });

  it('looks past tool calls, results and subagents', () => {
    const entries = [
      userLine('go'),
      assistantLine('I look.', {}, { id: 'm1' }),
      assistantLine([{ type: 'tool_use', id: 't', name: 'Bash' }], {}, { id: 'm1' }),
      userLine([{ type: 'tool_result', tool_use_id: 't' }]),
      assistantLine('From a subagent.', { isSidechain: true }),
    ];
    expect(lastAssistantText(entries)).toBe('I look.');
  });

  it("never answers with an earlier turn's words, or with an error's", () => {
    const error = assistantLine('API Error', { isApiErrorMessage: true }, { model: '<synthetic>' });
    expect(lastAssistantText([assistantLine('Old.'), userLine('go')])).toBeNull();
    expect(lastAssistantText([assistantLine('Old.'), userLine('go'), error])).toBeNull();
    expect(lastAssistantText([])).toBeNull();
  });
});
