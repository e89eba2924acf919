import { say, thinkFor, usage } from '@aegis/testkit';
import { isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { label, live, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Newer builds give their model a window of a million tokens. */
const LARGE_WINDOW = '2.1.200';

/** 2.1.200 and 2.1.280 go on with their full window, and say that all of it is used. */
const goesOn = (setting: Setting): boolean =>
  isSince(setting, LARGE_WINDOW) && !isSince(setting, '2.1.330');

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
  until(/● Much is read\./),
  wait(2000),
  label('nearly full', { status: 'idle', turnEnd: 'completed', draft: '' }),
  ...send('one more'),
  ...(goesOn(setting) ? [said('Fresh again.'), rested()] : [until(/Compacting/), wait(1000)]),
  live(
    'compacting by itself',
    goesOn(setting) ? { status: 'idle' } : { status: 'working', activity: 'compacting' },
  ),
  said('Fresh again.'),
  rested(),
  wait(500),
  label('fresh again', { status: 'idle', turnEnd: 'completed', draft: '' }),
];

export const compacting: Scenario = {
  name: 'compacting',
  appliesTo: isMainOrFullscreenLook,
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
