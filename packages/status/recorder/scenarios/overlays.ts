import { say } from '@aegis/testkit';
import {
  type Expected,
  key,
  label,
  leave,
  type Scenario,
  send,
  type Step,
  type,
  until,
  wait,
} from '../scenario.ts';

function overlay(activity: string): Expected {
  return { status: 'unknown', activity, dialog: { name: 'overlay' } };
}

/** Open one by its command, and close it. */
function visit(command: string, expected: Expected, closings = 1): Step[] {
  const close = Array.from({ length: closings }, () => [key('Escape'), wait(500)]).flat();
  return [
    ...send(command),
    wait(900),
    label(command, expected),
    ...close,
    key('C-u'),
    wait(200),
    label(`after ${command}`, { status: 'idle', draft: '' }),
  ];
}

export const overlays: Scenario = {
  name: 'overlays',
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: [
    until(/manual mode on/),
    ...send('hello'),
    until(/ for \d+s/),
    wait(300),
    type('/'),
    wait(500),
    label('commands', { status: 'idle', activity: 'completion_menu', draft: '/' }),
    key('C-u'),
    type('!'),
    wait(300),
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
    wait(500),
    label('history', { status: 'idle', activity: 'history_search' }),
    key('Escape'),
    wait(400),
    key('C-u'),
    wait(200),
    key('C-o'),
    wait(600),
    label('transcript', { status: 'unknown', activity: 'transcript_viewer' }),
    key('C-o'),
    wait(600),
    ...visit('/model', {
      status: 'unknown',
      activity: 'model_picker',
      dialog: { name: 'model_picker' },
    }),
    ...visit('/help', overlay('help')),
    ...visit('/theme', overlay('theme_picker')),
    ...visit('/permissions', overlay('permissions')),
    ...visit('/login', { status: 'unknown', activity: 'login', dialog: { name: 'login' } }),
    ...visit('/status', overlay('settings')),
    ...visit('/config', overlay('settings'), 2),
    key('Escape'),
    key('Escape'),
    wait(700),
    label('rewind', overlay('rewind')),
    ...leave(),
    label('end', { status: 'idle' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'idle'] as const),
    ...Array.from({ length: 9 }, () => ['unknown', 'idle'] as const).flat(),
  ],
};

export const resume: Scenario = {
  name: 'resume',
  looks: ['classic', 'fullscreen'],
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: [
    until(/manual mode on/),
    ...send('hello'),
    until(/ for \d+s/),
    ...send('/clear'),
    wait(1200),
    label('cleared', { status: 'idle', draft: '', turnEnd: null }),
    ...send('/resume'),
    until(/Resume session/),
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
  published: ['starting', 'idle', 'working', 'idle', 'unknown', 'idle', 'working?', 'idle?'],
};
