import { say, useTool } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const VIEWER = {
  status: 'unknown',
  activity: 'background_tasks',
  dialog: { name: 'overlay' },
} as const;

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('in the back'),
  said('It runs.'),
  rested(),
  wait(600),
  label('one shell', { status: 'idle', activity: 'background_shell', draft: '' }),
  // The same list; its older name went away with the newer builds.
  ...send(isSince(setting, '2.1.50') ? '/tasks' : '/bashes'),
  wait(1500),
  label('list', VIEWER),
  key('Enter'),
  wait(1000),
  // Newer builds show the only one at once, and Enter closes that.
  label('one of them', isSince(setting, '2.1.50') ? { status: 'idle', draft: '' } : VIEWER),
  key('Escape'),
  wait(700),
  key('Escape'),
  wait(700),
  key('Escape'),
  wait(700),
  label('closed', { status: 'idle', draft: '' }),
];

/** A command in the background, and the list of those. */
export const shells: Scenario = {
  name: 'shells',
  appliesTo: isMainLook,
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash'],
  script: (api) => {
    api.when('in the back', [
      useTool('Bash', {
        ...{ command: 'tail -f /dev/null', description: 'Wait', run_in_background: true },
      }),
      say('It runs.'),
    ]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};
