import { say } from '@aegis/testkit';
import type { Expected, Published } from '../format/recording.ts';
import { isSince } from '../format/setting.ts';
import { leave, ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, type, wait } from './scenario.ts';

function overlay(activity: string): Expected {
  return { status: 'unknown', activity, dialog: { name: 'overlay' } };
}

/** Open one by its command, and close it. */
function visit(command: string, expected: Expected): Step[] {
  return [
    ...send(command),
    wait(1200),
    label(command, expected),
    key('Escape'),
    wait(500),
    // Settings take one Escape for their search field, and another one for themselves.
    ...(command === '/config' ? [key('Escape'), wait(500)] : []),
    rested(),
    key('C-u'),
    wait(200),
    label(`after ${command}`, { status: 'idle', draft: '' }),
  ];
}

const TOLD = ['starting', 'idle', 'working?', 'idle?'] as const;

/** So many overlays, one after the other. */
function repeated(count: number): Published[] {
  return Array.from({ length: count }, () => ['unknown', 'idle'] as const).flat();
}

export const overlays: Scenario = {
  name: 'overlays',
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: (setting) => [
    ...ready(),
    ...send('hello'),
    said('Good day.'),
    wait(300),
    type('/'),
    wait(700),
    label('commands', { status: 'idle', activity: 'completion_menu', draft: '/' }),
    key('C-u'),
    type('!'),
    wait(400),
    label('shell', { status: 'idle', activity: 'shell_mode', draft: '' }),
    type('ls'),
    wait(300),
    label('shell draft', { status: 'idle', activity: 'shell_mode', draft: 'ls' }),
    key('C-u'),
    key('BSpace'),
    wait(200),
    type('?'),
    wait(400),
    label('shortcuts', { status: 'idle', activity: 'shortcuts', draft: '' }),
    key('BSpace'),
    wait(300),
    key('C-r'),
    wait(700),
    label('history', { status: 'idle', activity: 'history_search' }),
    key('Escape'),
    wait(400),
    key('C-u'),
    wait(200),
    key('C-o'),
    wait(700),
    label('transcript', { status: 'unknown', activity: 'transcript_viewer' }),
    key('C-o'),
    wait(600),
    ...visit('/model', {
      status: 'unknown',
      activity: 'model_picker',
      dialog: { name: 'model_picker' },
    }),
    ...visit('/help', overlay('help')),
    // Before 2.0.76 the theme was a setting, and no command of its own.
    ...(isSince(setting, '2.0.76') ? visit('/theme', overlay('theme_picker')) : []),
    ...visit('/permissions', overlay('permissions')),
    ...visit('/status', overlay('settings')),
    ...visit('/config', overlay('settings')),
    key('Escape'),
    key('Escape'),
    wait(700),
    label('rewind', overlay('rewind')),
    ...leave(),
    label('end', { status: 'idle' }),
    ...send('/login'),
    wait(1500),
    label('/login', { status: 'unknown', activity: 'login', dialog: { name: 'login' } }),
  ],
  published: (setting) => {
    const overlays = isSince(setting, '2.0.76') ? 8 : 7;
    return [...TOLD, ...repeated(overlays), 'unknown'];
  },
};

export const resume: Scenario = {
  name: 'resume',
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: () => [
    ...ready(),
    ...send('hello'),
    said('Good day.'),
    wait(300),
    ...send('/clear'),
    wait(1500),
    label('cleared', { status: 'idle', draft: '', turnEnd: null }),
    ...send('/resume'),
    wait(1500),
    label('picker', {
      status: 'unknown',
      activity: 'resume_picker',
      dialog: { name: 'resume_picker' },
    }),
    ...leave(),
    ...send('/compact'),
    wait(2500),
    label('nothing to compact', { status: 'idle', draft: '' }),
  ],
  published: () => ['starting', 'idle', 'working', 'idle', 'unknown', 'idle', 'working?', 'idle?'],
};
