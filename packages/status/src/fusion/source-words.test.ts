import { expect, test } from 'vitest';
import {
  bashDialog,
  clock,
  hook,
  IDLE,
  registry,
  screen,
  WORKING,
} from '../testing/observations.ts';
import type { Observation } from '../types.ts';
import { observe } from './observe.ts';
import { sourceWords } from './source-words.ts';
import { createStatusState } from './state.ts';

const words = (...observations: Observation[]) =>
  sourceWords(observations.reduce(observe, createStatusState(0)));

test('a source that has said nothing has no word', () => {
  expect(words()).toEqual([]);
  expect(words(registry(100, null))).toEqual([]);
  expect(words(screen(100, IDLE), clock(249))).toEqual([]);
});

test('each says what it says, whatever the others say', () => {
  expect(
    words(screen(100, WORKING), hook(200, 'Stop'), registry(300, 'shell'), {
      source: 'transcript',
      at: 400,
      effect: 'turn-open',
    }),
  ).toEqual([
    { source: 'screen', status: 'working', rule: 'screen.spinner', since: 100 },
    { source: 'hook', status: 'idle', rule: 'hook.Stop', since: 200 },
    { source: 'registry', status: 'idle', rule: 'registry.shell', since: 300 },
    { source: 'transcript', status: 'working', rule: 'transcript.turn-open', since: 400 },
  ]);
});

test('a dialog: the screen and the hook say which, the registry does not', () => {
  const request = { requestId: 'r1', toolName: 'Bash', subject: 'ls' };
  expect(
    words(
      hook(100, 'UserPromptSubmit'),
      hook(200, 'PermissionRequest', request),
      registry(210, 'waiting'),
      screen(220, bashDialog('ls')),
      clock(260),
    ).map(({ source, status, rule }) => [source, status, rule]),
  ).toEqual([
    ['screen', 'bash_approval', 'screen.dialog.bash'],
    ['hook', 'bash_approval', 'hook.PermissionRequest'],
    ['registry', 'waiting', 'registry.waiting'],
  ]);
});
