import { bash, say, thinkFor } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { asked, ready, said } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** What a status line may say, to mislead: it stands below the input box, in the place of Claude Code's own hints. */
const LINES = String.raw`printf '✻ Pondering… (3s · esc to interrupt)\n❯ 1. Yes  2. No  Esc to cancel\n'`;

const SETTINGS = JSON.stringify({ statusLine: { type: 'command', command: LINES } });

const steps = (): Step[] => [
  ...ready(),
  until(/Pondering/),
  wait(500),
  label('fresh', { status: 'idle', draft: '' }),
  type('a draft'),
  wait(300),
  label('draft', { status: 'idle', draft: 'a draft' }),
  key('C-u'),
  wait(300),
  ...send('wait'),
  wait(1500),
  live('at work', { status: 'working', draft: '' }),
  said('Waited.'),
  wait(600),
  label('over', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ...send('touch it'),
  asked(String.raw`❯ 1\. Yes(?!  2)`),
  wait(500),
  label('asked', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch it', highlighted: 'Yes' },
  }),
  key('Escape'),
  // Not `rested`: the status line has its words.
  until(/What should Claude do instead\?[^❯>✻]*(?:✻ [^❯>✻─]*)?─{20}/),
  wait(500),
  label('rejected', { status: 'idle', turnEnd: 'interrupted' }),
];

/** A status line of two rows that looks like a spinner and a dialog. */
export const statusLine: Scenario = {
  name: 'status-line',
  appliesTo: isMainLook,
  files: { '.claude/settings.json': SETTINGS },
  script: (api) => {
    api.when('wait', [[thinkFor(3000), say('Waited.')]]);
    api.when('touch it', [bash('touch it'), say('Made.')]);
  },
  steps,
  published: () => toldAt(steps()),
};
