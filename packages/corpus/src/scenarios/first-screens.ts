import { say } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { key, label, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { ready, rested } from './cues.ts';
import { toldAt } from './told.ts';

const THEMES = {
  status: 'unknown',
  activity: 'onboarding',
  dialog: { name: 'onboarding' },
} as const;

const stepsOfOnboarding = (): Step[] => [
  until(/text style|Unable to connect|Let's get started/),
  wait(800),
  label('opened', THEMES),
  key('Down'),
  wait(500),
  label('moved', THEMES),
  key('Up'),
  wait(300),
  key('Enter'),
  wait(2500),
  // Notes, and no list: Enter is all they take.
  label('next', { status: 'unknown', activity: 'onboarding' }),
];

/** The first start ever; it goes no further than where an account is wanted. */
export const onboarding: Scenario = {
  name: 'onboarding',
  appliesTo: isMainLook,
  start: 'onboarding',
  script: () => undefined,
  steps: stepsOfOnboarding,
  published: () => ['starting', 'unknown?'],
};

const stepsOfLogin = (setting: Setting): Step[] => [
  ...ready(),
  label('not logged in', { status: 'idle', draft: '' }),
  ...send('hello'),
  until(/⎿ [^\n]*\/login/),
  rested(),
  wait(600),
  label('refused', { status: 'idle', turnEnd: 'failed', activity: 'login_needed' }),
  key('C-u'),
  ...send('/login'),
  until(/login method/i),
  wait(600),
  label('login', { status: 'unknown', activity: 'login', dialog: { name: 'login' } }),
  // In older builds Escape does not lead out of it.
  ...(isSince(setting, '2.1.120')
    ? [key('Escape'), wait(1000), rested(), label('left', { status: 'idle' })]
    : []),
];

/** Neither a key nor an account. */
export const login: Scenario = {
  name: 'login',
  appliesTo: isMainLook,
  env: { ANTHROPIC_API_KEY: '' },
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: stepsOfLogin,
  published: (setting) => toldAt(stepsOfLogin(setting)),
};
