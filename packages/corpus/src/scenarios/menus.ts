import { say } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Open an overlay by its command, look at it, and close it. */
function visit(command: string, expected: Expected, escapes = 1): Step[] {
  return [
    ...send(command),
    wait(1500),
    label(command, expected),
    ...Array.from({ length: escapes }, () => [key('Escape'), wait(600)]).flat(),
    rested(),
    label(`after ${command}`, { status: 'idle', draft: '' }),
  ];
}

const overlay = (activity: string): Expected => {
  return { status: 'unknown', activity, dialog: { name: 'overlay' } };
};

const first = (setting: Setting): Step[] => [
  ...ready(),
  ...send('hello'),
  said('Good day.'),
  rested(),
  ...visit('/hooks', overlay('hooks')),
  ...(isSince(setting, '2.1.200') ? [] : visit('/agents', overlay('agents'))),
  ...visit('/memory', overlay('memory')),
  ...visit('/export', overlay('export')),
  ...(isSince(setting, '2.0.14') ? visit('/usage', overlay('settings')) : []),
  // 1.0.128 wants the directory behind the command.
  ...(isSince(setting, '2.0.14')
    ? visit('/add-dir', { status: 'unknown', dialog: { name: 'overlay' } })
    : []),
];

/** Views and menus that commands open. */
export const menus: Scenario = {
  name: 'menus',
  appliesTo: isMainLook,
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: first,
  published: (setting) => toldAt(first(setting)),
};
