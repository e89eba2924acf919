import { key, label, type Scenario, send, until, wait } from '../scenario.ts';
import { say } from '@aegis/testkit';

const TRUST = { name: 'trust', subject: '/tmp/w/trust', roles: ['decline', 'accept'] } as const;

export const trust: Scenario = {
  name: 'trust',
  trusted: false,
  script: () => undefined,
  steps: [
    until(/Yes, I trust/),
    label('opened', {
      status: 'permission_prompt',
      dialog: { ...TRUST, highlighted: 'No, exit' },
    }),
    key('Down'),
    label('moved', {
      status: 'permission_prompt',
      dialog: { ...TRUST, highlighted: 'Yes, I trust this folder' },
    }),
    key('Enter'),
    until(/manual mode on/),
    label('fresh', { status: 'idle', draft: '', modeLine: 'manual', turnEnd: null }),
  ],
  published: ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const bypass: Scenario = {
  name: 'bypass',
  claudeArgs: ['--dangerously-skip-permissions'],
  env: { IS_SANDBOX: '1' },
  looks: ['classic', 'fullscreen', 'narrow'],
  script: () => undefined,
  steps: [
    until(/Yes, I accept/),
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
  published: ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const apiKey: Scenario = {
  name: 'api-key',
  env: { ANTHROPIC_API_KEY: 'sk-ant-api03-anotherkeyanotherkeyanotherkey' },
  looks: ['classic', 'fullscreen'],
  script: () => undefined,
  steps: [
    until(/Do you want to use this API key/),
    label('asked', {
      status: 'permission_prompt',
      dialog: { name: 'api_key', highlighted: 'No (recommended)', roles: ['accept', 'decline'] },
    }),
    key('Up'),
    wait(300),
    key('Enter'),
    until(/manual mode on/),
    label('fresh', { status: 'idle' }),
  ],
  published: ['starting', 'permission_prompt', 'starting?', 'idle'],
};

export const exit: Scenario = {
  name: 'exit',
  claudeArgs: ['--permission-mode', 'default', '--name', 'my session'],
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: [
    until(/manual mode on/),
    label('named', { status: 'idle', draft: '', modeLine: 'manual' }),
    ...send('hello'),
    until(/ for \d+s/),
    label('answered', { status: 'idle', turnEnd: 'completed' }),
    ...send('/exit'),
    until(/Resume this session/),
    label('gone', { status: 'exited' }),
  ],
  published: ['starting', 'idle', 'working', 'idle', 'exited'],
};
