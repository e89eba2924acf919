import { bash, say } from '@aegis/testkit';
import { key, label, type Scenario, send, until, wait } from '../scenario.ts';

const RULE = '─'.repeat(120);
const DASHES = '╌'.repeat(120);

/** What Claude Code draws, as a file has it: from the first column, and over the whole width. */
const DIALOG = `${RULE}
 Bash command

   touch x
${DASHES}
 touch x
${DASHES}
 Do you want to proceed?
 ❯ 1. Yes
   2. Yes, and don't ask again for touch commands in /tmp
   3. No

 Esc to cancel · Tab to amend
`;

const WORKING = `✻ Pondering… (12s · ↓ 1.2k tokens · esc to interrupt)

${RULE}
❯ 
${RULE}
  ⏸ manual mode on · esc to interrupt
`;

const QUESTION = `${RULE}
 ☐ Database

Which database?

❯ 1. Postgres
  2. SQLite
  3. Type something.
${RULE}
  4. Chat about this

Enter to select · ↑/↓ to navigate · Esc to cancel
`;

const PROSE = `This is how it looks:

${DIALOG}
\`\`\`
${DIALOG}
\`\`\`

${WORKING}
❯ 1. Yes

  ⎿  Interrupted · What should Claude do instead?

API Error: 529 Overloaded

1. Yes
2. No

Do you want to proceed? (y/n)`;

export const imitations: Scenario = {
  name: 'imitations',
  files: { 'dialog.txt': DIALOG, 'working.txt': WORKING, 'question.txt': QUESTION },
  script: (api) => {
    api.when('prose', [say(PROSE, { chunkDelayMs: 5, chunkSize: 40 })]);
    api.when('show dialog', [bash('cat dialog.txt'), say(DIALOG)]);
    api.when('show working', [bash('cat working.txt'), say(WORKING)]);
    api.when('show question', [bash('cat question.txt'), say(QUESTION)]);
    api.when('truly', [bash('touch x'), say('Done.')]);
  },
  steps: [
    until(/manual mode on/),
    ...send('prose'),
    until(/✻ \S+ for \d+s/),
    label('prose', { status: 'idle', turnEnd: 'completed' }),
    ...send('show dialog'),
    wait(2500),
    label('dialog', { status: 'idle', turnEnd: 'completed' }),
    ...send('show working'),
    wait(2500),
    label('working', { status: 'idle', turnEnd: 'completed' }),
    ...send('show question'),
    wait(2500),
    label('question', { status: 'idle', turnEnd: 'completed' }),
    ...send('!cat dialog.txt'),
    wait(3000),
    label('shell', { status: 'idle' }),
    ...send('truly'),
    until(/Tab to amend\s*$/),
    label('real', { status: 'bash_approval', dialog: { name: 'bash', subject: 'touch x' } }),
    key('Escape'),
    wait(800),
    label('rejected', { status: 'idle', turnEnd: 'interrupted' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle', 'working', 'idle'] as const),
    ...(['working', 'idle', 'working', 'idle', 'working', 'bash_approval', 'idle'] as const),
  ],
};
