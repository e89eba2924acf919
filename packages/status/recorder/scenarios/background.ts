import { bash, say, subagent, thinkFor, useTool } from '@aegis/testkit';
import { key, label, live, type Scenario, send, until, wait } from '../scenario.ts';

export const background: Scenario = {
  name: 'background',
  looks: ['classic', 'fullscreen', 'narrow'],
  script: (api) => {
    api.when('with a helper', [
      [say('I send a helper.'), subagent('Look around', 'look at everything')],
      say('The helper is on its way.'),
      say('The helper is back.'),
    ]);
    api.whenSubagent('look at everything', [
      [thinkFor(4000), bash('touch by-helper.txt')],
      say('I looked.'),
    ]);
    api.when('in the back', [
      useTool('Bash', { command: 'sleep 6', description: 'Wait', run_in_background: true }),
      say('It runs in the back.'),
    ]);
  },
  steps: [
    until(/manual mode on/),
    ...send('in the back'),
    until(/It runs in the back/),
    until(/ for \d+s/),
    wait(500),
    label('shell in the back', {
      status: 'idle',
      activity: 'background_shell',
      turnEnd: 'completed',
    }),
    wait(6500),
    label('shell done', { status: 'idle' }),
    ...send('with a helper'),
    until(/on its way/),
    wait(600),
    live('helper at work', { status: 'working' }),
    until(/Do you want to proceed/),
    label('helper asks', {
      status: 'bash_approval',
      dialog: { name: 'bash', subject: 'touch by-helper.txt', highlighted: 'Yes' },
    }),
    key('Enter'),
    until(/is back/),
    wait(800),
    label('helper back', { status: 'idle', turnEnd: 'completed' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'idle', 'working?', 'idle', 'working'] as const),
    ...(['bash_approval', 'working', 'idle'] as const),
  ],
};
