import { bash, say, thinkFor, useTool } from '@aegis/testkit';
import { isSince } from '../format/setting.ts';
import { asked, ready, said } from './cues.ts';
import { key, label, live, type Scenario, send, until, wait } from './scenario.ts';

export const background: Scenario = {
  name: 'background',
  script: (api, _workDir, setting) => {
    // The tool was renamed with 2.1.63.
    const helper = useTool(isSince(setting, '2.1.63') ? 'Agent' : 'Task', {
      description: 'Look around',
      prompt: 'look at everything',
      subagent_type: 'general-purpose',
    });
    api.when('with a helper', [
      [say('I send a helper.'), helper],
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
  steps: () => [
    ...ready(),
    ...send('in the back'),
    said('It runs in the back.'),
    wait(500),
    label('shell in the back', {
      status: 'idle',
      activity: 'background_shell',
      turnEnd: 'completed',
    }),
    wait(6500),
    label('shell done', { status: 'idle' }),
    ...send('with a helper'),
    until(/I send a helper/),
    wait(1500),
    live('helper at work', { status: 'working' }),
    asked(String.raw`Do you want to proceed\?`),
    label('helper asks', {
      status: 'bash_approval',
      dialog: { name: 'bash', subject: 'touch by-helper.txt', highlighted: 'Yes' },
    }),
    key('Enter'),
    wait(4000),
    label('helper back', { status: 'idle', turnEnd: 'completed' }),
  ],
  published: () => [
    ...(['starting', 'idle', 'working', 'idle', 'working?', 'idle', 'working'] as const),
    ...(['bash_approval', 'working', 'idle'] as const),
  ],
};
