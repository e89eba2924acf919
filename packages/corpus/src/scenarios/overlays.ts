import { say } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { emptied, gone, leave, opened, ready, rested, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, type Scenario, send, type Step, type, until, wait } from './scenario.ts';

function overlay(activity: string): Expected {
  return { status: 'unknown', activity, dialog: { name: 'overlay' } };
}

/** Open one by its command, and close it. */
function visit(command: string, expected: Expected): Step[] {
  return [
    ...send(command),
    opened(),
    wait(500),
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

/** 1.0.128 knows no search, and its help is higher than the screen: no title says what that is. */
const isFirst = (setting: Setting): boolean => !isSince(setting, '2.0.14');

/** Since 2.1.200 the fullscreen renderer searches in place of the box, and everything else within it. */
const isSearchOverlay = (setting: Setting): boolean =>
  setting.renderer === 'fullscreen' && isSince(setting, '2.1.200');

function historySearch(setting: Setting): Expected {
  if (isSearchOverlay(setting)) return overlay('history_search');
  return { status: 'idle', activity: isFirst(setting) ? null : 'history_search' };
}

function help(setting: Setting): Expected {
  return isFirst(setting) ? { status: 'unknown' } : overlay('help');
}

/** 1.0.128 says it in the conversation, until Enter: no rule, and no title. */
function status(setting: Setting): Expected {
  return isFirst(setting) ? { status: 'unknown' } : overlay('settings');
}

export const overlays: Scenario = {
  name: 'overlays',
  // What hangs below the box, and most overlays, are higher than 20 rows.
  appliesTo: (setting) => isRareLook(setting) && setting.rows > 20,
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
    emptied(),
    type('!'),
    until(/^!/m),
    wait(300),
    label('shell', { status: 'idle', activity: 'shell_mode', draft: '' }),
    type('ls'),
    wait(300),
    label('shell draft', { status: 'idle', activity: 'shell_mode', draft: 'ls' }),
    key('C-u'),
    wait(300),
    key('BSpace'),
    emptied(),
    type('?'),
    until(/@ for file/),
    label('shortcuts', { status: 'idle', activity: 'shortcuts', draft: '' }),
    key('BSpace'),
    gone('@ for file'),
    key('C-r'),
    wait(700),
    label('history', historySearch(setting)),
    key('Escape'),
    gone('earch prompts'),
    wait(300),
    key('C-u'),
    emptied(),
    key('C-o'),
    until(/Showing detailed transcript/),
    label('transcript', { status: 'unknown', activity: 'transcript_viewer' }),
    key('C-o'),
    gone('Showing detailed transcript'),
    ...visit('/model', {
      status: 'unknown',
      activity: 'model_picker',
      dialog: { name: 'model_picker' },
    }),
    ...visit('/help', help(setting)),
    // Before 2.0.76 the theme was a setting, and neither it nor going back had a command of its own.
    ...(isSince(setting, '2.0.76') ? visit('/theme', overlay('theme_picker')) : []),
    ...visit('/permissions', overlay('permissions')),
    ...visit('/status', status(setting)),
    ...visit('/config', overlay('settings')),
    ...(isSince(setting, '2.0.76') ? visit('/rewind', overlay('rewind')) : []),
    ...send('/login'),
    until(/Select login method:/),
    wait(500),
    label('/login', { status: 'unknown', activity: 'login', dialog: { name: 'login' } }),
  ],
  published: (setting) => {
    const visits = isSince(setting, '2.0.76') ? 8 : 6;
    const visited = Array.from({ length: visits }, () => ['unknown', 'idle'] as const).flat();
    const searched = isSearchOverlay(setting) ? (['unknown', 'idle'] as const) : [];
    return loosely([
      ...(['starting', 'idle', 'working', 'idle'] as const),
      ...[...searched, ...visited, 'unknown' as const],
    ]);
  },
};

export const resume: Scenario = {
  name: 'resume',
  appliesTo: isRareLook,
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: (setting) => [
    ...ready(),
    ...send('hello'),
    said('Good day.'),
    wait(300),
    ...send('/clear'),
    wait(1500),
    label('cleared', { status: 'idle', draft: '', turnEnd: null }),
    ...send('/resume'),
    opened(),
    wait(500),
    label('picker', {
      status: 'unknown',
      activity: 'resume_picker',
      dialog: { name: 'resume_picker' },
    }),
    ...leave(),
    ...send('/compact'),
    wait(2500),
    rested(),
    // On few rows 2.1.120 leaves a tip of the spinner in the box.
    label('nothing to compact', { status: 'idle', ...(setting.rows > 20 ? { draft: '' } : {}) }),
  ],
  // Clearing and compacting may leave the screen blank for a moment.
  published: () => [
    ...loosely(['starting', 'idle', 'working', 'idle']),
    ...(['working?', 'unknown?', 'working?', 'idle?'] as const),
    ...loosely(['unknown', 'idle', 'working', 'idle']),
    ...(['working?', 'unknown?', 'working?', 'idle?'] as const),
  ],
};
