import { expect, test } from 'vitest';
import type { RuntimeExit } from '../ports/runtime.ts';
import { exitReason, isFarewell } from './exit-reason.ts';

type Exit = Pick<RuntimeExit, 'cause' | 'code' | 'signal'>;
const ended = (change: Partial<Exit> = {}): Exit => ({
  ...{ cause: 'ended', code: null, signal: null },
  ...change,
});

test.each<[Exit, boolean, string]>([
  [ended({ code: 0 }), false, 'exited'],
  [ended({ code: 1 }), false, 'crashed'],
  [ended({ code: 1 }), true, 'crashed'],
  [ended({ signal: '9' }), false, 'crashed'],
  [ended({ signal: '15' }), true, 'crashed'],
  [ended(), false, 'crashed'],
  [ended(), true, 'exited'],
  [{ cause: 'left', code: null, signal: null }, false, 'exited'],
  [{ cause: 'gone', code: null, signal: null }, true, 'runtime_lost'],
])('%j, with a farewell: %j, is %s', (exit, farewell, reason) => {
  expect(exitReason(exit, farewell)).toBe(reason);
});

test.each([
  ['SessionEnd', 'prompt_input_exit', true],
  ['SessionEnd', 'logout', true],
  ['SessionEnd', 'clear', false],
  ['SessionEnd', 'other', false],
  ['SessionEnd', null, false],
  ['Notification', 'logout', false],
])('%s with the reason %j is a farewell: %j', (event, word, farewell) => {
  expect(isFarewell({ event, word })).toBe(farewell);
});
