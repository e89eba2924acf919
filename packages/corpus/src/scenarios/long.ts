import { bash, say } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { asked, leave, ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Much more than a screen, and a tenth of it looks like the end of a session's screen. */
const REPLY = Array.from({ length: 200 }, (_, index) =>
  index % 10 === 9 ? `❯ ${index}. Yes · Esc to cancel` : `Line ${index} of a long reply.`,
).join('\n\n');

const steps = (): Step[] => [
  ...ready(),
  ...send('at length'),
  until(/198 of a long reply/),
  rested(),
  wait(600),
  label('long reply', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ...send('print it all'),
  said('It is printed.'),
  rested(),
  label('long output', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ...send('ask me'),
  asked(String.raw`❯ 1\. Yes`),
  wait(400),
  label('asked', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch asked', highlighted: 'Yes' },
  }),
  ...leave(),
  label('rejected', { status: 'idle', turnEnd: 'interrupted' }),
  key('C-o'),
  wait(1200),
  label('transcript', { status: 'unknown', activity: 'transcript_viewer' }),
  key('C-o'),
  wait(1200),
  rested(),
  label('back', { status: 'idle', draft: '' }),
];

/** A session with hundreds of rows above its screen. */
export const long: Scenario = {
  name: 'long',
  appliesTo: isMainLook,
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash(seq:*)'],
  script: (api) => {
    api.when('at length', [say(REPLY, { chunkSize: 400 })]);
    api.when('print it all', [bash('seq 1 500'), say('It is printed.')]);
    api.when('ask me', [bash('touch asked'), say('Made.')]);
  },
  steps,
  published: () => toldAt(steps()),
};
