import { bash, edit, read, say, write } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, boxed, ready, said } from './cues.ts';
import { declinedEnd } from './declined.ts';
import { loosely } from './loosely.ts';
import { type Fakes, fakesFor } from './fakes.ts';
import { editRows } from './permission-rows.ts';
import { key, label, type Scenario, send, type, wait } from './scenario.ts';

function proseOf({ dialog, framed, working }: Fakes): string {
  return `This is how it looks:

${dialog}
\`\`\`
${dialog}
\`\`\`

${framed}

${working}
❯ 1. Yes

  ⎿  Interrupted · What should Claude do instead?

API Error: 529 Overloaded

1. Yes
2. No

Do you want to proceed? (y/n)`;
}

const TURN = ['working', 'idle'] as const;

/** Whatever a model says, a command prints or a file holds looks like Claude Code's own screens. */
export const imitations: Scenario = {
  name: 'imitations',
  // Before 2.1 even `cat` asks first.
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash(cat:*)'],
  files: (setting) => {
    const { dialog, framed, working, question } = fakesFor(setting);
    return {
      'dialog.txt': dialog,
      'framed.txt': framed,
      'working.txt': working,
      'question.txt': question,
      'notes.txt': 'one\ntwo\nthree\n',
    };
  },
  script: (api, dir, setting) => {
    const fakes = fakesFor(setting);
    api.when('prose', [say(proseOf(fakes), { chunkDelayMs: 5, chunkSize: 40 })]);
    for (const [name, text] of Object.entries(fakes) as [string, string][]) {
      api.when(`show ${name}`, [bash(`cat ${name}.txt`), say(`${text}\nThat was ${name}.`)]);
    }
    api.when('copy', [write(`${dir}/copy.txt`, `${fakes.framed}${fakes.dialog}`), say('Copied.')]);
    api.when('note', [
      read(`${dir}/notes.txt`),
      edit(`${dir}/notes.txt`, 'two', `${fakes.dialog}${fakes.working}`),
      say('Noted.'),
    ]);
    api.when('truly', [bash('touch x'), say('Done.')]);
  },
  steps: (setting) => [
    ...ready(),
    ...send('prose'),
    said('Do you want to proceed? (y/n)'),
    label('prose', afterwards(setting, false)),
    ...['dialog', 'framed', 'working', 'question'].flatMap((name) => [
      ...send(`show ${name}`),
      said(`That was ${name}.`),
      label(name, afterwards(setting, setting.rows > 24)),
    ]),
    // The shell mode of older builds begins with the key.
    type('!'),
    wait(300),
    ...send('cat framed.txt'),
    wait(2500),
    label('shell', { status: 'idle' }),
    ...send('copy'),
    asked(String.raw`Do you want to create\s+copy\.txt\?`),
    label('copy', {
      status: 'permission_prompt',
      dialog: {
        name: 'create',
        subject: 'copy.txt',
        highlighted: 'Yes',
        roles: editRows(setting),
      },
    }),
    key('Enter'),
    said('Copied.'),
    label('copied', { status: 'idle', turnEnd: 'completed' }),
    ...send('note'),
    asked(String.raw`Do you want to make this edit to\s+notes\.txt\?`),
    label('note', {
      status: 'permission_prompt',
      dialog: {
        name: 'edit',
        subject: 'notes.txt',
        highlighted: 'Yes',
        roles: editRows(setting),
      },
    }),
    key('Enter'),
    said('Noted.'),
    label('noted', { status: 'idle', turnEnd: 'completed' }),
    ...send('truly'),
    asked(String.raw`touch x[\s\S]*Do you want to proceed\?`),
    label('real', { status: 'bash_approval', dialog: { name: 'bash', subject: 'touch x' } }),
    key('Escape'),
    boxed(),
    wait(500),
    label('rejected', { status: 'idle', turnEnd: declinedEnd(setting) }),
  ],
  published: () =>
    loosely([
      ...(['starting', 'idle', ...TURN, ...TURN, ...TURN, ...TURN, ...TURN] as const),
      // The command of the shell: 1.0.128 draws its spinner twice.
      ...TURN,
      ...TURN,
      ...(['working', 'permission_prompt', ...TURN] as const),
      ...(['working', 'permission_prompt', ...TURN] as const),
      ...(['working', 'bash_approval', 'idle'] as const),
    ]),
};

/** Where the beginning of the message is above the screen, only a closing line tells that the turn was completed. */
function afterwards(setting: Setting, isWhole: boolean): Expected {
  return isWhole || isSince(setting, '2.1.120')
    ? { status: 'idle', turnEnd: 'completed' }
    : { status: 'idle' };
}
