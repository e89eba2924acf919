import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHookCall, toHookObservation } from './hook-body.ts';

describe('toHookCall', () => {
  test('takes what it knows', () => {
    const call = toHookCall('PermissionRequest', {
      session_id: 'c',
      transcript_path: '/t.jsonl',
      cwd: '/work/deeper',
      permission_mode: 'default',
      agent_id: 'a',
      agent_type: 'Explore',
      tool_name: 'Bash',
      tool_input: { command: 'ls', description: 'list' },
      permission_suggestions: [{ type: 'addRules' }],
      added_by_a_later_version: { deep: true },
    });
    expect(call).toEqual({
      event: 'PermissionRequest',
      claudeSessionId: 'c',
      cwd: '/work/deeper',
      transcriptPath: '/t.jsonl',
      permissionMode: 'default',
      agentId: 'a',
      agentType: 'Explore',
      prompt: null,
      toolName: 'Bash',
      toolUseId: null,
      toolInput: { command: 'ls', description: 'list' },
      permissionSuggestions: [{ type: 'addRules' }],
      word: null,
      message: null,
    });
  });

  test('one odd field is null, and loses none of the others', () => {
    const call = toHookCall('Stop', { session_id: 5, tool_input: 'text', prompt: 'hello' });
    expect(call).toMatchObject({ claudeSessionId: null, toolInput: null, prompt: 'hello' });
  });

  test('an input nested too deep to be stored is not known', () => {
    const deep: unknown = JSON.parse('{"a":'.repeat(10_000) + '0' + '}'.repeat(10_000));
    const call = toHookCall('PermissionRequest', {
      tool_name: 'X',
      tool_input: { deep },
      permission_suggestions: [deep],
    });
    expect(call).toMatchObject({ toolName: 'X', toolInput: null, permissionSuggestions: [] });
  });

  test.each([
    ['Notification', { notification_type: 'idle_prompt', message: 'm' }, 'idle_prompt', 'm'],
    ['StopFailure', { error: 'rate_limit', error_details: 'd' }, 'rate_limit', 'd'],
    ['SessionEnd', { reason: 'clear' }, 'clear', null],
    ['Stop', { last_assistant_message: 'done', message: 'other' }, null, 'done'],
  ])('%s: its own word and message', (event, body, word, message) => {
    expect(toHookCall(event, body)).toMatchObject({ word, message });
  });

  test('never throws, whatever the body is', () => {
    const names = fc.constantFrom(
      'session_id',
      'tool_input',
      'tool_name',
      'permission_suggestions',
      '__proto__',
      'prompt',
    );
    const body = fc.oneof(fc.anything(), fc.dictionary(names, fc.anything()), fc.jsonValue());
    fc.assert(
      fc.property(fc.string(), body, (event, anything) => {
        const call = toHookCall(event, anything);
        expect(call.event).toBe(event);
        expect(toHookObservation(call, null).name).toBe(event);
      }),
    );
  });
});

describe('toHookObservation', () => {
  test.each<[Record<string, unknown> | undefined, string | null]>([
    [{ command: 'ls -l' }, 'ls -l'],
    [{ file_path: '/a', content: 'x' }, '/a'],
    [{ notebook_path: '/n.ipynb' }, '/n.ipynb'],
    [{ url: 'https://example.org', prompt: 'p' }, 'https://example.org'],
    [{ questions: [{ question: 'Which?', options: [] }] }, 'Which?'],
    [{ questions: 'none' }, null],
    [{ command: 5 }, null],
    [{}, null],
    [undefined, null],
  ])('of %j is about %j', (input, subject) => {
    const call = toHookCall('PermissionRequest', { tool_name: 'T', tool_input: input });
    expect(toHookObservation(call, 'req_1')).toMatchObject({
      name: 'PermissionRequest',
      toolName: 'T',
      requestId: 'req_1',
      subject,
    });
  });
});
