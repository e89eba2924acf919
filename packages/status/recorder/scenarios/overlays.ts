import { say } from '@aegis/testkit';
import {
  type ByLook,
  type Expected,
  key,
  label,
  leave,
  type Published,
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

/** Higher than the screen: neither its rule nor its title is on it. */
const TOO_HIGH = { narrow: { status: 'unknown', activity: null } } as const;

/** Open one by its command, and close it. */
function visit(command: string, expected: Expected, but: ByLook<Expected> = {}): Step[] {
  return [
    ...send(command),
    wait(900),
    label(command, expected, but),
    key('Escape'),
    wait(500),
    // Settings take one Escape for their search field, and another one for themselves.
    ...(command === '/config' ? [key('Escape'), wait(500)] : []),
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
    label(
      'shortcuts',
      { status: 'idle', activity: 'shortcuts', draft: '' },
      { narrow: { status: 'idle', draft: '' } },
    ),
    key('BSpace'),
    wait(300),
    key('C-r'),
    wait(500),
    label(
      'history',
      { status: 'idle', activity: 'history_search' },
      { fullscreen: overlay('history_search'), small: overlay('history_search') },
    ),
    key('Escape'),
    wait(400),
    key('C-u'),
    wait(200),
    key('C-o'),
    wait(600),
    label('transcript', { status: 'unknown', activity: 'transcript_viewer' }),
    key('C-o'),
    wait(600),
    ...visit(
      '/model',
      { status: 'unknown', activity: 'model_picker', dialog: { name: 'model_picker' } },
      TOO_HIGH,
    ),
    ...visit('/help', overlay('help'), TOO_HIGH),
    ...visit('/theme', overlay('theme_picker')),
    ...visit('/permissions', overlay('permissions')),
    ...visit('/login', { status: 'unknown', activity: 'login', dialog: { name: 'login' } }),
    ...visit('/status', overlay('settings'), TOO_HIGH),
    ...visit('/config', overlay('settings')),
    key('Escape'),
    key('Escape'),
    wait(700),
    label('rewind', overlay('rewind')),
    ...leave(),
    label('end', { status: 'idle' }),
  ],
  published: [...TOLD, ...repeated(9)],
  publishedBut: { fullscreen: [...TOLD, ...repeated(10)], small: [...TOLD, ...repeated(10)] },
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
