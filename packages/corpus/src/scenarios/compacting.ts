import { say, thinkFor, usage } from '@aegis/testkit';
import { isRareLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { label, live, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Newer builds give their model a window of a million tokens. */
const LARGE_WINDOW = '2.1.200';

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('hello'),
  said('Good day.'),
  ...send('hello again'),
  said('Good day.'),
  rested(),
  ...send('/compact'),
  until(/Compacting/),
  wait(1200),
  live('compacting', { status: 'working', activity: 'compacting' }),
  until(/Compacted/),
  rested(),
  label('compacted', { status: 'idle', draft: '' }),
  ...send('nearly full'),
  said('Much is read.'),
  rested(),
  wait(800),
  label('nearly full', { status: 'idle', turnEnd: 'completed', draft: '' }),
  ...send('one more'),
  ...(isSince(setting, LARGE_WINDOW)
    ? [until(/Compacting|Conversation compacted/), wait(1000)]
    : [until(/Compacting/), wait(1000)]),
  live('compacting by itself', { status: 'working', activity: 'compacting' }),
  said('Fresh again.'),
  rested(),
  wait(500),
  label('fresh again', { status: 'idle', turnEnd: 'completed', draft: '' }),
];

export const compacting: Scenario = {
  name: 'compacting',
  appliesTo: isRareLook,
  script: (api, _workDir, setting) => {
    const most = isSince(setting, LARGE_WINDOW) ? 985_000 : 178_000;
    api.when('hello', [say('Good day.')]);
    api.when('nearly full', [[usage(most), say('Much is read.')]]);
    api.when('one more', [[usage(20_000), say('Fresh again.')]]);
    api.when('This session is being continued', [[usage(20_000), say('Fresh again.')]]);
    api.whenCompacting([[thinkFor(3000), say('<summary>The user said hello.</summary>')]]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};
