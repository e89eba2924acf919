import { bash, say, thinkFor } from '@aegis/testkit';
import { isRareLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const SLOW = { chunkDelayMs: 120, chunkSize: 12 };
const INTERRUPTED = { status: 'idle', draft: '', turnEnd: 'interrupted' } as const;

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('tell me'),
  until(/word after/),
  wait(700),
  key('C-c'),
  until(/Interrupted/),
  wait(1500),
  label('by ctrl+c while streaming', INTERRUPTED),
  ...send('run it'),
  until(/Running/),
  wait(1200),
  key('Escape'),
  until(/(?:Interrupted[\s\S]*){2}/),
  wait(600),
  label('while a tool ran', INTERRUPTED),
  ...send('wait for me'),
  working(),
  wait(500),
  type('and then this'),
  wait(400),
  key('Enter'),
  wait(600),
  live('one queued', { status: 'working', queued: 1 }),
  key('Escape'),
  wait(2500),
  rested(),
  // What was queued is sent, or put back into the box.
  label('with a prompt queued', { status: 'idle' }),
  key('C-u'),
  key('C-u'),
  wait(300),
  ...send('ask me'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  label('asked', { status: 'bash_approval', dialog: { name: 'bash', subject: 'touch asked' } }),
  key('C-c'),
  wait(1200),
  rested(),
  label('by ctrl+c at a dialog', INTERRUPTED),
  ...send('ask me'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  // The last row: up from the first one.
  key('Up'),
  wait(300),
  label('at no', { status: 'bash_approval', dialog: { name: 'bash', subject: 'touch asked' } }),
  key('Enter'),
  wait(1200),
  ...(isSince(setting, '2.0.76') && !isSince(setting, '2.1.50') ? [key('Escape'), wait(900)] : []),
  rested(),
  label('by the row that says no', INTERRUPTED),
  ...send('well'),
  said('All is well.'),
  label('well', { status: 'idle', turnEnd: 'completed' }),
];

/** A turn that is broken off, in each of its phases. */
export const interrupts: Scenario = {
  name: 'interrupts',
  appliesTo: isRareLook,
  script: (api) => {
    api.when('tell me', [say('One word after the other. '.repeat(40), SLOW)]);
    api.when('run it', [bash('sleep 30')]);
    api.when('wait for me', [[thinkFor(9000), say('Too late.')]]);
    api.when('and then this', [say('Then this.')]);
    api.when('ask me', [bash('touch asked')]);
    api.when('well', [say('All is well.')]);
  },
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash(sleep:*)'],
  steps,
  published: (setting) => toldAt(steps(setting)),
};
