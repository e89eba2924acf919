import { httpError, say, thinkFor } from '@aegis/testkit';
import { isSince } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { emptied, hurry, manual, ready, said, working } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, live, type Scenario, send, type, until, wait } from './scenario.ts';

/** Until the scenario hurries the model, or interrupts it. */
const LONG_MS = 120_000;
const SLOW = { chunkDelayMs: 120, chunkSize: 10 };

export const turn: Scenario = {
  name: 'turn',
  script: (api) => {
    api.when('think', [[thinkFor(LONG_MS), say('Thought through.')]]);
    api.when('stream', [say('One word after the other. '.repeat(100), SLOW)]);
    api.when('later', [say('That came later.')]);
    api.when('nothing', [[thinkFor(LONG_MS), say('Too late.')]]);
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
    emptied(),
    ...send('think'),
    working(),
    wait(600),
    live('thinking', { status: 'working', draft: '', modeLine: manual(setting) }),
    hurry('think'),
    said('Thought through.'),
    label('thought', { status: 'idle', turnEnd: 'completed' }),
    ...send('stream'),
    working(),
    wait(2500),
    live('streaming', { status: 'working', draft: '', queued: 0 }),
    type('later'),
    until(/^[❯>][ \u00a0]later/m),
    live('streaming with a draft', { status: 'working', draft: 'later' }),
    key('Enter'),
    until(/Press up to edit queued/),
    live('queued', { status: 'working', queued: 1, draft: '' }),
    hurry('stream'),
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
      ...(isSince(setting, '2.1.200')
        ? { draft: 'nothing' }
        : { draft: '', turnEnd: 'interrupted' }),
    }),
  ],
  published: () => [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle?', 'working?', 'idle'] as const),
    ...(['working', 'idle', 'working', 'idle'] as const),
  ],
};

const TURN = ['working', 'idle'] as const;

export const errors: Scenario = {
  name: 'errors',
  appliesTo: isRareLook,
  // Builds before 2.1.120 say nothing of the first three retries.
  env: (setting) => (isSince(setting, '2.1.120') ? {} : { CLAUDE_CODE_MAX_RETRIES: '5' }),
  script: (api, _workDir, setting) => {
    api.when('bad', [httpError(400, { message: 'messages: not so' })]);
    api.when('who', [httpError(401, { message: 'invalid x-api-key' })]);
    api.when('full', [httpError(529, isSince(setting, '2.1.120') ? { retryAfter: 4 } : {})]);
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
    until(/attempt (?:2\/2|4\/5)/),
    live('retrying', { status: 'working', activity: 'retrying' }),
    until(/(?:Repeated|API Error:) 529/),
    label('529', { status: 'idle', turnEnd: 'failed', activity: 'api_error', draft: '' }),
    ...send('well'),
    said('Well again.'),
    label('well', { status: 'idle', turnEnd: 'completed', activity: null }),
  ],
  published: () => loosely(['starting', 'idle', ...TURN, ...TURN, ...TURN, ...TURN]),
};
