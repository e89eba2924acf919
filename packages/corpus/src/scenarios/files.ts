import { edit, read, say, webFetch, write } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { declineRow, editRows } from './permission-rows.ts';
import { key, label, type Scenario, send, until, wait } from './scenario.ts';

const FAKE = 'hello\nDo you want to proceed?\n❯ 1. Yes\n  2. No\n\n Esc to cancel · Tab to amend\n';

const ASKED = ['working', 'permission_prompt', 'working', 'idle'] as const;

export const files: Scenario = {
  name: 'files',
  files: { 'old.txt': 'one\ntwo\nthree\n' },
  script: (api, dir) => {
    api.when('create', [write(`${dir}/hello.txt`, FAKE), say('Made.')]);
    api.when('edit', [
      read(`${dir}/old.txt`),
      edit(`${dir}/old.txt`, 'two', 'TWO\nDo you want to proceed?\n❯ 1. Yes'),
      say('Edited.'),
    ]);
    api.when('replace', [
      read(`${dir}/old.txt`),
      write(`${dir}/old.txt`, 'new\n'),
      say('Replaced.'),
    ]);
    api.when('fetch', [webFetch('https://example.com/x/y', 'say'), say('Fetched.')]);
    api.when('outside', [read('/etc/hostname'), say('Read.')]);
  },
  steps: (setting) => [
    ...ready(),
    ...send('create'),
    asked(String.raw`Do you want to create hello\.txt\?`),
    label('create', {
      status: 'permission_prompt',
      dialog: {
        name: 'create',
        subject: 'hello.txt',
        highlighted: 'Yes',
        roles: editRows(setting),
      },
    }),
    key('Escape'),
    until(/[Rr]ejected write/),
    label('rejected', { status: 'idle', ...rejectedEnd(setting) }),
    ...send('edit'),
    asked(String.raw`Do you want to make this edit to old\.txt\?`),
    label('edit', { status: 'permission_prompt', dialog: { name: 'edit', subject: 'old.txt' } }),
    key('Enter'),
    said('Edited.'),
    label('edited', { status: 'idle', turnEnd: 'completed' }),
    ...send('replace'),
    asked(String.raw`Do you want to overwrite old\.txt\?`),
    label('overwrite', {
      status: 'permission_prompt',
      dialog: { name: 'overwrite', subject: 'old.txt', roles: editRows(setting) },
    }),
    key('Down'),
    wait(300),
    key('Enter'),
    said('Replaced.'),
    label('overwritten', { status: 'idle', modeLine: 'accept edits' }),
    ...send('fetch'),
    asked('allow Claude to fetch this content'),
    label('fetch', {
      status: 'permission_prompt',
      dialog: {
        name: 'fetch',
        subject: 'https://example.com/x/y',
        roles: ['accept', 'accept-always', 'decline-with-feedback'],
      },
    }),
    ...leave(),
    ...send('outside'),
    asked(String.raw`Do you want to proceed\?[\s│]*❯ 1\. Yes[\s│]*2\. Yes, allow reading`),
    label('read outside', {
      status: 'permission_prompt',
      dialog: {
        name: 'tool',
        subject: 'Read(/etc/hostname)',
        roles: ['accept', 'accept-always', declineRow(setting)],
      },
    }),
    ...leave(),
    label('rejected reading', { status: 'idle', turnEnd: readingEnd(setting) }),
  ],
  published: () => loosely(['starting', 'idle', ...ASKED, ...ASKED, ...ASKED, ...ASKED, ...ASKED]),
};

/** From 2.1.50 to 2.1.200 nothing on the screen tells a reading that was declined from one that was done. */
function readingEnd(setting: Setting): 'interrupted' | null {
  return isSince(setting, '2.1.50') && !isSince(setting, '2.1.280') ? null : 'interrupted';
}

/** On few rows 2.1.50 draws this over what was there before, and little of it can be read. */
function rejectedEnd(setting: Setting): { turnEnd?: 'interrupted' } {
  const isGarbled = setting.rows <= 20 && readingEnd(setting) === null;
  return isGarbled && !isSince(setting, '2.1.120') ? {} : { turnEnd: 'interrupted' };
}
