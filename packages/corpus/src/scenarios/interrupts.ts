import { bash, say, thinkFor } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const SLOW = { chunkDelayMs: 120, chunkSize: 12 };
const INTERRUPTED = { status: 'idle', draft: '', turnEnd: 'interrupted' } as const;

const steps = (setting: Setting): Step[] => [
  ...ready(),
  ...send('tell me'),
  // Builds before 2.1.200 show a text once it is whole.
  working(),
  wait(2500),
  // Older builds take Ctrl+C for the first half of a wish to leave.
  key(isSince(setting, '2.1.200') ? 'C-c' : 'Escape'),
  until(/Interrupted/),
  wait(1500),
  label('while streaming', INTERRUPTED),
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
  key('Escape'),
  wait(1200),
  rested(),
  label('by escape at a dialog', INTERRUPTED),
  ...send('ask me'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  // Older builds do not go up from the first row to the last one.
  ...Array.from({ length: isSince(setting, '2.1.280') ? 3 : 2 }, () => [
    key('Down'),
    wait(250),
  ]).flat(),
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
  appliesTo: isMainLook,
  script: (api) => {
    api.when('tell me', [say('One word after the other. '.repeat(40), SLOW)]);
    api.when('run it', [bash('sh wait.sh')]);
    api.when('wait for me', [[thinkFor(9000), say('Too late.')]]);
    api.when('and then this', [say('Then this.')]);
    api.when('ask me', [bash('touch asked')]);
    api.when('well', [say('All is well.')]);
  },
  files: { 'wait.sh': 'sleep 30\n' },
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash(sh wait.sh)'],
  steps,
  published: (setting) => toldAt(steps(setting)),
};
