import { httpError, say, stop } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, working } from './cues.ts';
import {
  key,
  label,
  live,
  type Scenario,
  script,
  send,
  type Step,
  until,
  wait,
} from './scenario.ts';
import { toldAt } from './told.ts';

const FAILED: Expected = { status: 'idle', turnEnd: 'failed', draft: '' };

/** A prompt whose turn ends in words of Claude Code's own. */
function fails(prompt: string, words: RegExp, expected: Expected): Step[] {
  return [...send(prompt), until(words), rested(), label(prompt, expected)];
}

const stepsOfGivingUp = (setting: Setting): Step[] => [
  ...ready(),
  ...fails('forbidden', /Please run \/login/, FAILED),
  ...fails('no money', /Credit balance (?:is )?too low/, FAILED),
  ...fails('too long', /Context (?:low|limit reached)|Prompt is too long/, {
    ...FAILED,
    activity: 'context_full',
  }),
  ...fails('broken', /API Error: 500/, { ...FAILED, activity: 'api_error' }),
  ...send('half'),
  until(/Half of it/),
  rested(),
  wait(1500),
  // Up to 2.1.50 nothing on the screen tells this end from a good one.
  label(
    'half',
    isSince(setting, '2.1.120')
      ? { ...FAILED, activity: 'api_error' }
      : { status: 'idle', turnEnd: 'completed', draft: '' },
  ),
  script(({ api }) => api.close()),
  ...send('gone'),
  working(),
  wait(1500),
  live('no connection', { status: 'working' }),
  until(/API Error: (?:Connection|Unable to connect)/),
  rested(),
  label('gone', { ...FAILED, activity: 'api_error' }),
];

export const giveUp: Scenario = {
  name: 'give-up',
  appliesTo: isMainLook,
  script: (api) => {
    api.when('forbidden', [httpError(403, { message: 'Your account does not have access' })]);
    api.when('no money', [
      httpError(400, { message: 'Your credit balance is too low to access the Anthropic API.' }),
    ]);
    api.when('too long', [
      httpError(400, { message: 'prompt is too long: 210000 tokens > 200000 maximum' }),
    ]);
    api.when('broken', [httpError(500)]);
    api.when('half', [[say('Half of it. '), httpError(529)]]);
  },
  steps: stepsOfGivingUp,
  published: (setting) => toldAt(stepsOfGivingUp(setting)),
};

const stepsOfRefusal = (): Step[] => [
  ...ready(),
  ...send('refuse this'),
  until(/unable to respond|safeguards flagged|Usage Policy|can't respond/),
  rested(),
  wait(500),
  label('refused', { status: 'idle', turnEnd: 'refused', draft: '' }),
  ...send('go on and on'),
  until(/API Error: Claude's response exceeded/),
  rested(),
  wait(1500),
  label('cut off', FAILED),
  key('C-u'),
];

export const refusal: Scenario = {
  name: 'refusal',
  appliesTo: isMainLook,
  script: (api) => {
    api.when('refuse this', [stop('refusal'), stop('refusal'), stop('refusal')]);
    api.when(
      /go on and on|was cut off/,
      Array.from({ length: 12 }, () => [say('A long'), stop('max_tokens')]),
    );
  },
  steps: stepsOfRefusal,
  published: () => toldAt(stepsOfRefusal()),
};
