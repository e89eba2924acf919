import { expect, it } from 'vitest';
import { commandError } from './tmux-error.ts';

it.each([
  ["can't find pane: %99", 'pane_not_found'],
  ["can't find window: @99", 'pane_not_found'],
  ["can't find session: x", 'command_failed'],
  ['parse error: unknown command: x', 'command_failed'],
])('%s is %s, in tmux’s words', (sentence, code) => {
  const error = commandError('send-keys', sentence);
  expect(error.code).toBe(code);
  expect(error.message).toContain(sentence);
});

it('cuts a sentence that is no sentence', () => {
  expect(commandError('x', 'a'.repeat(10_000)).message.length).toBeLessThan(600);
});
