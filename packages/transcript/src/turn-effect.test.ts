import { describe, expect, it } from 'vitest';
import { fixtureEntries } from './testing/fixture.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';
import { lastTurnEffect, turnEffect, turnEnd } from './turn-effect.ts';

const system = (subtype: string) => entryOf({ type: 'system', subtype, uuid: 's' });
const apiError = (text: string) =>
  assistantLine(text, { isApiErrorMessage: true }, { model: '<synthetic>' });
const interrupt = userLine([{ type: 'text', text: '[Request interrupted by user]' }]);

describe('turnEffect', () => {
  it.each([
    ['a prompt', userLine('do it'), 'open'],
    ['a tool result', userLine([{ type: 'tool_result', tool_use_id: 't' }]), 'open'],
    ['a picture', userLine([{ type: 'image' }]), 'open'],
    ['a task notification', userLine('<task-notification>x</task-notification>'), 'open'],
    ['a tool call', assistantLine('x', {}, { stop_reason: 'tool_use' }), 'open'],
    ['a part of an answer', assistantLine('x', {}, { stop_reason: null }), 'open'],
    ['the end of an answer', assistantLine('x'), 'finished'],
    ['a stop sequence', assistantLine('x', {}, { stop_reason: 'stop_sequence' }), 'finished'],
    ['a turn duration', system('turn_duration'), 'finished'],
    ['a stop hook', system('stop_hook_summary'), 'finished'],
    ['an API error', apiError('API Error: 400'), 'failed'],
    ['a refusal', assistantLine('x', {}, { stop_reason: 'refusal' }), 'failed'],
    ['an interrupt', interrupt, 'interrupted'],
    ['a meta entry', userLine('x', { isMeta: true }), 'none'],
    ['a compact summary', userLine('x', { isCompactSummary: true }), 'none'],
    ['a command', userLine('<command-name>/cost</command-name>'), 'none'],
    ['output of a command', userLine('<local-command-stdout>x</local-command-stdout>'), 'none'],
    ['output of an old shell line', userLine('<bash-stdout>x</bash-stdout>'), 'none'],
    [
      'output that the model is asked about',
      userLine('<bash-stdout>x</bash-stdout>', { turnOrigin: 'human' }),
      'open',
    ],
    ['a subagent', assistantLine('x', { isSidechain: true }), 'none'],
    ['a compaction', system('compact_boundary'), 'none'],
    ['book-keeping', entryOf({ type: 'mode' }), 'none'],
    ['a message that is none', entryOf({ type: 'assistant', message: 7 }), 'none'],
  ])('of %s', (_, entry, effect) => {
    expect(turnEffect(entry)).toBe(effect);
  });
});

describe('turnEnd', () => {
  it('tells a limit of the account from an error', () => {
    const end = (text: string) => turnEnd(apiError(text))?.outcome;
    expect(end("You've hit your session limit · resets 3pm")).toBe('limited');
    expect(end('Claude AI usage limit reached|1760000000')).toBe('limited');
    expect(end('API Error: 529 Overloaded')).toBe('failed');
    expect(end('API Error: 429 rate limited, try again')).toBe('failed');
  });

  it('gives the words of an error and of a refusal', () => {
    expect(turnEnd(apiError('API Error: 400'))).toEqual({
      outcome: 'failed',
      error: 'API Error: 400',
    });
    const refusal = assistantLine('I cannot.', {}, { stop_reason: 'refusal' });
    expect(turnEnd(refusal)).toEqual({ outcome: 'refused', error: 'I cannot.' });
    expect(turnEnd(assistantLine('x'))).toEqual({ outcome: 'completed', error: null });
    expect(turnEnd(userLine('x'))).toBeNull();
  });
});

describe('lastTurnEffect', () => {
  const duration = system('turn_duration');
  it.each([
    ['nothing', [], 'none'],
    ['a prompt', [assistantLine('x'), userLine('y')], 'open'],
    ['an answer and its duration', [userLine('y'), assistantLine('x'), duration], 'finished'],
    ['a duration after a failure', [apiError('x'), duration], 'failed'],
    ['a duration after an interrupt', [interrupt, duration], 'interrupted'],
    [
      'a duration after an open end',
      [assistantLine('x', {}, { stop_reason: 'max_tokens' }), duration],
      'finished',
    ],
    ['a prompt after a duration', [assistantLine('x'), duration, userLine('y')], 'open'],
    [
      'book-keeping after an answer',
      [assistantLine('x'), entryOf({ type: 'last-prompt' })],
      'finished',
    ],
  ])('after %s', (_, entries, effect) => {
    expect(lastTurnEffect(entries)).toBe(effect);
  });

  it('follows the real conversation', () => {
    const entries = fixtureEntries();
    const outcomes = entries
      .filter(({ type }) => type !== 'system')
      .flatMap((entry) => turnEnd(entry)?.outcome ?? []);
    expect(outcomes).toEqual([
      'completed',
      'completed',
      'failed',
      'interrupted',
      'completed',
      'completed',
      'completed',
    ]);
    expect(lastTurnEffect(entries)).toBe('finished');
  });
});
