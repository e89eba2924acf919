import { httpError, say, thinkFor } from '@aegis/testkit';
import { isSince } from '../format/setting.ts';
import { manual, ready, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type, until, wait } from './scenario.ts';

const SLOW = { chunkDelayMs: 120, chunkSize: 10 };

export const turn: Scenario = {
  name: 'turn',
  script: (api) => {
    api.when('think', [[thinkFor(2500), say('Thought through.')]]);
    api.when('stream', [say('One word after the other. '.repeat(36), SLOW)]);
    api.when('later', [say('That came later.')]);
    api.when('nothing', [[thinkFor(9000), say('Too late.')]]);
  },
  steps: (setting) => [
    ...ready(),
    label('fresh', {
      ...{ status: 'idle', draft: '', modeLine: manual(setting), turnEnd: null, queued: 0 },
    }),
    type('a draft'),
    wait(300),
    label('draft', { status: 'idle', draft: 'a draft' }),
    key('C-u'),
    ...send('think'),
    working(),
    wait(600),
    live('thinking', { status: 'working', draft: '', modeLine: manual(setting) }),
    said('Thought through.'),
    label('thought', { status: 'idle', turnEnd: 'completed' }),
    ...send('stream'),
    working(),
    wait(2500),
    live('streaming', { status: 'working', draft: '', queued: 0 }),
    type('later'),
    wait(400),
    live('streaming with a draft', { status: 'working', draft: 'later' }),
    key('Enter'),
    wait(400),
    live('queued', { status: 'working', queued: 1, draft: '' }),
    said('That came later.'),
    label('both done', { status: 'idle', queued: 0, turnEnd: 'completed' }),
    ...send('stream'),
    working(),
    wait(2000),
    key('Escape'),
    until(/Interrupted/),
    label('interrupted', { status: 'idle', turnEnd: 'interrupted', draft: '' }),
    ...send('nothing'),
    working(),
    wait(1500),
    key('Escape'),
    wait(1000),
    label('nothing said', {
      status: 'idle',
      ...(isSince(setting, '2.1.120')
        ? { draft: 'nothing' }
        : { draft: '', turnEnd: 'interrupted' }),
    }),
  ],
  published: () => [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle?', 'working?', 'idle'] as const),
    ...(['working', 'idle', 'working', 'idle'] as const),
  ],
};

export const errors: Scenario = {
  name: 'errors',
  // Builds before 2.1.120 say nothing of the first three retries.
  env: (setting) => (isSince(setting, '2.1.120') ? {} : { CLAUDE_CODE_MAX_RETRIES: '4' }),
  script: (api) => {
    api.when('bad', [httpError(400, { message: 'messages: not so' })]);
    api.when('who', [httpError(401, { message: 'invalid x-api-key' })]);
    api.when('full', [httpError(529)]);
    api.when('well', [say('Well again.')]);
  },
  steps: () => [
    ...ready(),
    ...send('bad'),
    until(/API Error/),
    label('400', { status: 'idle', turnEnd: 'failed', activity: 'api_error', draft: '' }),
    ...send('who'),
    until(/Invalid API key|API Error: 401|\/login/),
    label('401', { status: 'idle', turnEnd: 'failed', activity: 'login_needed', draft: '' }),
    ...send('full'),
    until(/attempt (?:2\/2|4\/4)/),
    live('retrying', { status: 'working', activity: 'retrying' }),
    until(/(?:Repeated|API Error:) 529/),
    label('529', { status: 'idle', turnEnd: 'failed', activity: 'api_error', draft: '' }),
    ...send('well'),
    said('Well again.'),
    label('well', { status: 'idle', turnEnd: 'completed', activity: null }),
  ],
  published: () => [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle'] as const),
    ...(['working', 'idle', 'working', 'idle'] as const),
  ],
};
