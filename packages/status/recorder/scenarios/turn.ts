import { say, thinkFor } from '@aegis/testkit';
import { key, label, live, type Scenario, send, type, until, wait } from '../scenario.ts';

const SLOW = { chunkDelayMs: 120, chunkSize: 10 };

export const turn: Scenario = {
  name: 'turn',
  script: (api) => {
    api.when('think', [[thinkFor(2500), say('Thought through.')]]);
    api.when('stream', [say('One word after the other. '.repeat(24), SLOW)]);
    api.when('later', [say('That came later.')]);
    api.when('nothing', [[thinkFor(9000), say('Too late.')]]);
  },
  steps: [
    until(/manual mode on/),
    label('fresh', { status: 'idle', draft: '', modeLine: 'manual', turnEnd: null, queued: 0 }),
    type('a draft'),
    label('draft', { status: 'idle', draft: 'a draft' }),
    key('C-u'),
    ...send('think'),
    wait(1200),
    live('thinking', { status: 'working', draft: '', modeLine: 'manual' }),
    until(/ for \d+s/),
    label('thought', { status: 'idle', turnEnd: 'completed' }),
    ...send('stream'),
    until(/One word after/),
    wait(800),
    live('streaming', { status: 'working', draft: '', queued: 0 }),
    type('later'),
    wait(400),
    live('streaming with a draft', { status: 'working', draft: 'later' }),
    key('Enter'),
    wait(400),
    live('queued', { status: 'working', queued: 1, draft: '' }),
    until(/That came later/),
    wait(300),
    label('both done', { status: 'idle', queued: 0, turnEnd: 'completed' }),
    ...send('stream'),
    wait(2500),
    key('Escape'),
    until(/Interrupted/),
    label('interrupted', { status: 'idle', turnEnd: 'interrupted', draft: '' }),
    ...send('nothing'),
    wait(1500),
    key('Escape'),
    wait(500),
    label('put back', { status: 'idle', draft: 'nothing' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle'] as const),
    ...(['working', 'idle', 'working', 'idle'] as const),
  ],
};

export const errors: Scenario = {
  name: 'errors',
  looks: ['classic', 'fullscreen', 'narrow'],
  script: (api) => {
    api.when('bad', [
      {
        type: 'error',
        status: 400,
        errorType: 'invalid_request_error',
        message: 'messages: not so',
      },
    ]);
    api.when('who', [
      {
        type: 'error',
        status: 401,
        errorType: 'authentication_error',
        message: 'invalid x-api-key',
      },
    ]);
    api.when('full', [
      { type: 'error', status: 529, errorType: 'overloaded_error', message: 'Overloaded' },
    ]);
    api.when('well', [say('Well again.')]);
  },
  steps: [
    until(/manual mode on/),
    ...send('bad'),
    until(/API Error: 400/),
    label('400', { status: 'idle', turnEnd: 'failed', activity: 'api_error', draft: '' }),
    ...send('who'),
    until(/Invalid API key/),
    label('401', { status: 'idle', turnEnd: 'failed', activity: 'login_needed', draft: '' }),
    ...send('full'),
    until(/attempt 2\/2/),
    live('retrying', { status: 'working', activity: 'retrying' }),
    until(/Repeated 529/),
    label('529', { status: 'idle', turnEnd: 'failed', activity: 'api_error', draft: '' }),
    ...send('well'),
    until(/Well again/),
    label('well', { status: 'idle', turnEnd: 'completed', activity: null }),
  ],
  published: [
    'starting',
    'idle',
    'working',
    'idle',
    'working',
    'idle',
    'working',
    'idle',
    'working',
    'idle',
  ],
};
