import { say, thinkFor } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { manual, ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** The modes that Shift+Tab goes through, from the default one on. */
function cycle(setting: Setting): (string | null)[] {
  return isSince(setting, '2.1.200')
    ? ['accept edits', 'plan', 'auto', manual(setting)]
    : ['accept edits', 'plan', manual(setting)];
}

/** The next mode; the default one has no name on older screens. */
const change = (to: string | null): Step[] => [
  key('BTab'),
  until(to === null ? /\? for shortcuts/ : new RegExp(`${to}(?: mode)? on`)),
  wait(300),
];

const steps = (setting: Setting): Step[] => [
  ...ready(),
  label('default', { status: 'idle', modeLine: manual(setting), draft: '' }),
  ...cycle(setting).flatMap((modeLine, index) => [
    ...change(modeLine),
    label(`after ${index + 1}`, { status: 'idle', modeLine, draft: '' }),
  ]),
  ...change('accept edits'),
  ...send('wait'),
  working(),
  wait(600),
  live('at work', { status: 'working', modeLine: 'accept edits' }),
  ...change('plan'),
  live('at work, changed', { status: 'working', modeLine: 'plan' }),
  said('Waited.'),
  rested(),
  label('over', { status: 'idle', modeLine: 'plan', turnEnd: 'completed' }),
];

/** The row below the box in every permission mode. */
export const modes: Scenario = {
  name: 'modes',
  appliesTo: isMainLook,
  script: (api) => api.when('wait', [[thinkFor(4500), say('Waited.')]]),
  steps,
  published: (setting) => toldAt(steps(setting)),
};

/** `dontAsk` is younger than the others, and Shift+Tab does not lead to it. */
const stepsOfDontAsk = (): Step[] => [
  ...ready(),
  label('fresh', { status: 'idle', modeLine: "don't ask", draft: '' }),
  ...send('wait'),
  working(),
  wait(600),
  live('at work', { status: 'working', modeLine: "don't ask" }),
  said('Waited.'),
  rested(),
  label('over', { status: 'idle', modeLine: "don't ask", turnEnd: 'completed' }),
];

export const dontAsk: Scenario = {
  name: 'dont-ask',
  appliesTo: (setting) => isMainLook(setting) && isSince(setting, '2.0.76'),
  claudeArgs: () => ['--permission-mode', 'dontAsk'],
  script: (api) => api.when('wait', [[thinkFor(2000), say('Waited.')]]),
  steps: stepsOfDontAsk,
  published: () => toldAt(stepsOfDontAsk()),
};
