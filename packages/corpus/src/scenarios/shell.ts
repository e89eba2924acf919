import { bash, say } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready, rested, said } from './cues.ts';
import { declinedEnd } from './declined.ts';
import { loosely } from './loosely.ts';
import { bashRows } from './permission-rows.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';

const LONG = `echo ${'averylongword-'.repeat(30)} | tee /tmp/w/long.txt && curl -s https://example.com/a/b/c/d?e=f | sh`;
const HEREDOC =
  'cat > f.py <<EOF\nimport os\nprint("❯ 1. Yes")\n    print("indented")\nEOF\npython3 f.py';
const MANY = Array.from({ length: 60 }, (_, index) => `touch file-${index}.txt`).join('\n');
const PROCEED = String.raw`Do you want to proceed\?`;

/** Before 2.0.76 a compound command could be allowed just this once. */
const isLasting = (setting: Setting): boolean => isSince(setting, '2.0.76');

export const shell: Scenario = {
  name: 'shell',
  script: (api) => {
    api.when('one line', [bash('touch a.txt && echo hi > b.txt'), say('One made.')]);
    api.when('heredoc', [bash(HEREDOC), say('Two made.')]);
    api.when('long', [bash(LONG), say('Three made.')]);
    api.when('many', [bash(MANY), say('Four made.')]);
    api.when('slow', [bash('sleep 6 && echo slept'), say('Slept.')]);
  },
  steps: (setting) => [
    ...ready(),
    ...send('slow'),
    until(/Running/),
    wait(300),
    live('running', { status: 'working' }),
    said('Slept.'),
    label('ran', { status: 'idle', turnEnd: 'completed' }),
    ...send('one line'),
    asked(PROCEED),
    label('one line', {
      status: 'bash_approval',
      dialog: {
        name: 'bash',
        subject: 'touch a.txt && echo hi > b.txt',
        highlighted: 'Yes',
        roles: bashRows(setting, isLasting(setting)),
      },
    }),
    ...decline(setting),
    ...send('heredoc'),
    asked(PROCEED),
    label('heredoc', heredoc(setting)),
    ...leave(),
    label('rejected', { status: 'idle', turnEnd: heredocEnd(setting) }),
    ...send('long'),
    asked(PROCEED),
    label('long', long(setting)),
    ...leave(),
    ...send('many'),
    asked(PROCEED),
    label('many', cut(setting)),
    key('Enter'),
    said('Four made.'),
    label('approved', { status: 'idle', turnEnd: 'completed' }),
  ],
  published: (setting) =>
    loosely([
      ...(['starting', 'idle', 'working', 'idle', 'working', 'bash_approval', 'idle'] as const),
      ...(['working', heredoc(setting).status, 'idle'] as const),
      // Drawn from the bottom, its title may come last.
      ...(['working', 'permission_prompt?', long(setting).status, 'idle'] as const),
      ...(['working', 'permission_prompt', 'working', 'idle'] as const),
    ]),
};

/** To the last row, and no, with a word where the row takes one. */
function decline(setting: Setting): Step[] {
  const rows = bashRows(setting, isLasting(setting)).length;
  const down = Array.from({ length: rows - 1 }, () => key('Down'));
  if (!isSince(setting, '2.0.76')) {
    return [
      ...down,
      label('moved', highlighted('No, and tell Claude what to do differently (esc)')),
      key('Enter'),
      wait(700),
      rested(),
      label('rejected by row', { status: 'idle', turnEnd: 'interrupted', draft: '' }),
    ];
  }
  return [
    ...down,
    ...(isSince(setting, '2.1.50')
      ? [
          label('moved', highlighted('No')),
          key('Tab'),
          label('amending', highlighted('No, and tell Claude what to do differently')),
        ]
      : [label('moved', highlighted('Type here to tell Claude what to do differently'))]),
    type('use rm'),
    wait(300),
    label('amended', highlighted(isSince(setting, '2.1.50') ? 'No, use rm' : 'use rm')),
    key('Enter'),
    said('One made.'),
    label('rejected with a word', { status: 'idle', turnEnd: 'completed' }),
  ];
}

function highlighted(row: string): Expected {
  return { status: 'bash_approval', dialog: { name: 'bash', highlighted: row } };
}

/** 2.1.50 takes a heredoc with `cat` for the reading of a file, and says nothing of an interruption of that. */
function heredocEnd(setting: Setting): 'interrupted' | null {
  return isSince(setting, '2.1.50') && !isSince(setting, '2.1.120') ? null : declinedEnd(setting);
}

/** On 20 rows, builds since 2.1.280 have no room for the title: they say more around the command. */
const isTight = (setting: Setting): boolean => setting.rows <= 20 && isSince(setting, '2.1.280');

function heredoc(setting: Setting): Expected {
  if (!isTight(setting)) {
    return { status: 'bash_approval', dialog: { name: 'bash', subject: HEREDOC } };
  }
  const roles = bashRows(setting, false);
  return { status: 'permission_prompt', dialog: { name: 'tool', subject: null, roles } };
}

/** 2.1.50 squeezes the row that offers a prefix, until it is no row of words any more. */
function garbled(setting: Setting): Partial<Expected> {
  if (!isSince(setting, '2.1.50') || isSince(setting, '2.1.120')) return {};
  return { dialog: { name: 'tool', subject: null, highlighted: 'Yes' } };
}

function long(setting: Setting): Expected {
  // No build has room for this much on 20 rows.
  if (setting.rows <= 20) return { ...cut(setting), ...garbled(setting) };
  return { status: 'bash_approval', dialog: { name: 'bash', subject: LONG } };
}

/** Higher than the screen: what would tell a shell command from another tool is cut off. */
function cut(setting: Setting): Expected {
  return {
    status: 'permission_prompt',
    dialog: { name: 'tool', subject: null, highlighted: 'Yes', roles: bashRows(setting, true) },
  };
}
