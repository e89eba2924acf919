import { say, thinkFor } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { ready, said, working } from './cues.ts';
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

const stepsOfQuitting = (): Step[] => [
  ...ready(),
  ...send('hello'),
  said('Good day.'),
  label('answered', { status: 'idle', turnEnd: 'completed' }),
  key('C-c'),
  wait(50),
  live('ctrl+c once', { status: 'idle', draft: '' }),
  key('C-c'),
  key('C-c'),
  wait(1500),
  // 2.0 says nothing: its cursor, hidden while it runs, is back, and the box is not.
  label('gone', { status: 'exited' }),
];

/** The process ends by a key that is pressed twice. */
export const quitting: Scenario = {
  name: 'quitting',
  appliesTo: isMainLook,
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: stepsOfQuitting,
  published: () => toldAt(stepsOfQuitting()),
};

const stepsOfCrash = (): Step[] => [
  ...ready(),
  ...send('hello'),
  working(),
  wait(800),
  live('at work', { status: 'working' }),
  script(({ pid }) => process.kill(pid, 'SIGKILL')),
  wait(800),
  // The screen stays as it was: that the process is gone, only its parent can say.
  label('killed', { status: 'working' }),
];

/** The process is killed while it works. */
export const crash: Scenario = {
  name: 'crash',
  appliesTo: isMainLook,
  script: (api) => api.when('hello', [[thinkFor(20_000), say('Good day.')]]),
  steps: stepsOfCrash,
  published: () => toldAt(stepsOfCrash()),
};

const stepsOfBadFlag = (): Step[] => [
  until(/unknown option/),
  wait(500),
  // Words without a frame, a box or a rule: that nothing follows, only the parent of the process can say.
  label('ended', { status: 'unknown' }),
];

/** It ends at once, with an error of its command line. */
export const badFlag: Scenario = {
  name: 'bad-flag',
  appliesTo: isMainLook,
  claudeArgs: () => ['--no-such-flag'],
  script: () => undefined,
  steps: stepsOfBadFlag,
  published: () => ['starting', 'unknown?'],
};
