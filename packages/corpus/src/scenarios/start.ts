import { say } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { asked, manual, ready, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, type Scenario, send, until, wait } from './scenario.ts';

/** Since 2.1.280 dialogs before the session begins have rows without numbers, and the safe one first. */
const isSafeFirst = (setting: Setting): boolean => isSince(setting, '2.1.280');

export const trust: Scenario = {
  name: 'trust',
  start: 'untrusted',
  script: () => undefined,
  steps: (setting) => {
    const yes = isSince(setting, '2.1.50') ? 'Yes, I trust this folder' : 'Yes, proceed';
    const rows = isSafeFirst(setting) ? (['No, exit', yes] as const) : ([yes, 'No, exit'] as const);
    const dialog = {
      name: 'trust',
      subject: '/tmp/w/trust',
      roles: isSafeFirst(setting) ? ['decline', 'accept'] : ['accept', 'decline'],
    };
    return [
      asked('No, exit'),
      label('opened', {
        status: 'permission_prompt',
        dialog: { ...dialog, highlighted: rows[0] },
      }),
      key('Down'),
      label('moved', { status: 'permission_prompt', dialog: { ...dialog, highlighted: rows[1] } }),
      ...(isSafeFirst(setting) ? [] : [key('Up'), wait(300)]),
      key('Enter'),
      ...ready(),
      label('fresh', { status: 'idle', draft: '', modeLine: manual(setting), turnEnd: null }),
    ];
  },
  published: () => ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const bypass: Scenario = {
  name: 'bypass',
  appliesTo: isRareLook,
  claudeArgs: () => ['--dangerously-skip-permissions'],
  env: { IS_SANDBOX: '1' },
  script: () => undefined,
  steps: () => [
    asked('Yes, I accept'),
    label('warning', {
      status: 'permission_prompt',
      dialog: { name: 'bypass_warning', highlighted: 'No, exit', roles: ['decline', 'accept'] },
    }),
    key('Down'),
    wait(300),
    key('Enter'),
    until(/bypass permissions on/),
    label('fresh', { status: 'idle', modeLine: 'bypass permissions' }),
  ],
  published: () => ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const apiKey: Scenario = {
  name: 'api-key',
  appliesTo: isRareLook,
  env: { ANTHROPIC_API_KEY: 'sk-ant-api03-anotherkeyanotherkeyanotherkey' },
  script: () => undefined,
  steps: (setting) => [
    asked(String.raw`Do you want to use this API key\?`),
    label('asked', {
      status: 'permission_prompt',
      dialog: { name: 'api_key', highlighted: 'No (recommended)', roles: ['accept', 'decline'] },
    }),
    key('Up'),
    wait(300),
    key('Enter'),
    ...ready(),
    label('fresh', { status: 'idle', modeLine: manual(setting) }),
  ],
  published: () => ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const exit: Scenario = {
  name: 'exit',
  appliesTo: isRareLook,
  claudeArgs: (setting) => [
    ...['--permission-mode', 'default'],
    ...(isSince(setting, '2.1.280') ? ['--name', 'my session'] : []),
  ],
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: (setting) => [
    ...ready(),
    label('named', { status: 'idle', draft: '', modeLine: manual(setting) }),
    ...send('hello'),
    said('Good day.'),
    label('answered', { status: 'idle', turnEnd: 'completed' }),
    ...send('/exit'),
    wait(2000),
    label('gone', { status: 'exited' }),
  ],
  published: () => loosely(['starting', 'idle', 'working', 'idle', 'exited']),
};
