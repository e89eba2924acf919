import { bash, say, thinkFor, useTool } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { asked, hurry, ready, rested, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, live, type Scenario, send, until, wait } from './scenario.ts';

/** Since 2.1.200 a subagent runs in the background, and its end is one more turn. */
const isAsync = (setting: Setting): boolean => isSince(setting, '2.1.200');

export const background: Scenario = {
  name: 'background',
  appliesTo: isRareLook,
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
      [thinkFor(120_000), bash('touch by-helper.txt')],
      say('I looked.'),
    ]);
    api.when('in the back', [
      useTool('Bash', { command: 'sleep 6', description: 'Wait', run_in_background: true }),
      say('It runs in the back.'),
    ]);
  },
  steps: (setting) => [
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
    rested(),
    label('shell done', { status: 'idle' }),
    ...send('with a helper'),
    until(/I send a helper/),
    wait(1500),
    live('helper at work', { status: 'working' }),
    hurry('look at everything'),
    asked(String.raw`Do you want to proceed\?`),
    label('helper asks', {
      status: 'bash_approval',
      dialog: { name: 'bash', subject: 'touch by-helper.txt', highlighted: 'Yes' },
    }),
    key('Enter'),
    until(isAsync(setting) ? /The helper is back/ : /The helper is on its way/),
    label('helper back', { status: 'idle', turnEnd: 'completed' }),
  ],
  published: () =>
    loosely([
      ...(['starting', 'idle', 'working', 'idle', 'working', 'idle', 'working'] as const),
      ...(['bash_approval', 'working', 'idle'] as const),
    ]),
};
