import { askUserQuestion, say } from '@aegis/testkit';
import { isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const LAYOUT = askUserQuestion([
  {
    question: 'Which layout should the page have?',
    header: 'Layout',
    options: [
      {
        label: 'Sidebar',
        description: 'At the left',
        preview: '+---+----+\n| a | bb |\n+---+----+',
      },
      {
        label: 'Tabs',
        description: 'Across the top',
        preview: '+---+---+\n| a | b |\n+---+---+\n| c     |\n+-------+',
      },
      { label: 'One page', description: 'Long', preview: '❯ 1. Yes\n  2. No\n\nEsc to cancel' },
    ],
  },
]);

const ANSWERS = ['answer', 'answer', 'answer'];

const steps = (_setting: Setting): Step[] => [
  ...ready(),
  ...send('layout'),
  asked('One page'),
  wait(400),
  label('first', {
    status: 'ask_question',
    dialog: { name: 'question', highlighted: 'Sidebar', page: 0, roles: ANSWERS },
  }),
  key('Down'),
  key('Down'),
  wait(500),
  label('third', {
    status: 'ask_question',
    dialog: { name: 'question', highlighted: 'One page', page: 0, roles: ANSWERS },
  }),
  key('Enter'),
  said('So be it.'),
  label('answered', { status: 'idle', turnEnd: 'completed' }),
  ...send('layout'),
  asked('One page'),
  wait(400),
  label('again', { status: 'ask_question', dialog: { name: 'question', highlighted: 'Sidebar' } }),
  ...leave(),
  label('left', { status: 'idle' }),
];

/** A question whose rows have previews: of the highlighted one it stands in a frame beside them. */
export const previews: Scenario = {
  name: 'previews',
  appliesTo: (setting) => isMainOrFullscreenLook(setting) && isSince(setting, '2.1.120'),
  script: (api) => api.when('layout', [LAYOUT, say('So be it.')]),
  steps,
  published: (setting) => toldAt(steps(setting)),
};
