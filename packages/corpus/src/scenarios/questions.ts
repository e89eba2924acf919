import { askUserQuestion, say } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { asked, leave, ready, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, type Scenario, send, type, wait } from './scenario.ts';

const SINGLE = askUserQuestion([
  {
    question: 'Which database should we use for the new service?',
    header: 'Database',
    options: [
      { label: 'Postgres', description: 'Solid and known' },
      { label: 'SQLite', description: 'Small. ❯ 1. Yes' },
    ],
  },
]);
const FEATURES = {
  question: 'Which features should be in the very first release of the product?',
  header: 'Features',
  multiSelect: true,
  options: [
    { label: 'Auth', description: 'Login' },
    { label: 'Logs', description: 'Logging' },
    { label: 'Cache', description: 'Fast' },
  ],
};
const PORT = {
  question: 'Which port?',
  header: 'Port',
  options: [
    { label: '8080', description: 'Usual' },
    { label: '9000', description: 'Other' },
  ],
};

/** Below the answers: a row for free text, one that leads on where several can be ticked, and since 2.1 one to talk. */
function rowsOf(setting: Setting, answers: number, leadsOn: boolean): string[] {
  return [
    ...Array.from({ length: answers }, () => 'answer'),
    ...['other', ...(leadsOn ? ['other'] : [])],
    ...(isSince(setting, '2.1.50') ? ['other'] : []),
  ];
}

const ASKED = ['working', 'ask_question', 'working', 'idle'] as const;

export const question: Scenario = {
  name: 'question',
  // AskUserQuestion came with 2.0.21.
  appliesTo: (setting) => isSince(setting, '2.0.76'),
  script: (api) => {
    api.when('single', [SINGLE, say('So be it.')]);
    api.when('several', [askUserQuestion([FEATURES, PORT]), say('Both it is.')]);
    api.when('ticks', [askUserQuestion([FEATURES]), say('Ticked.')]);
  },
  steps: (setting) => [
    ...ready(),
    ...send('single'),
    asked('Type something'),
    label('single', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Postgres',
        roles: rowsOf(setting, 2, false),
        page: 0,
      },
    }),
    key('Down'),
    label('moved', { status: 'ask_question', dialog: { name: 'question', highlighted: 'SQLite' } }),
    key('Down'),
    wait(200),
    type('MongoDB'),
    wait(200),
    label('typed', {
      status: 'ask_question',
      dialog: { name: 'question', highlighted: 'MongoDB', roles: rowsOf(setting, 2, false) },
    }),
    key('Enter'),
    said('So be it.'),
    label('answered', { status: 'idle', turnEnd: 'completed' }),
    ...send('several'),
    asked('Type something'),
    label('several', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Auth',
        roles: rowsOf(setting, 3, true),
        ticked: [],
        page: 0,
      },
    }),
    key('Enter'),
    wait(200),
    key('Down'),
    key('Down'),
    key('Enter'),
    label('ticked', {
      status: 'ask_question',
      dialog: { name: 'question', highlighted: 'Cache', ticked: ['Auth', 'Cache'] },
    }),
    key('Down'),
    key('Down'),
    label('at next', { status: 'ask_question', dialog: { name: 'question', highlighted: 'Next' } }),
    key('Enter'),
    asked(String.raw`Which port\?`),
    label('second page', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: '8080',
        page: 1,
        roles: rowsOf(setting, 2, false),
      },
    }),
    key('Enter'),
    asked('Review your answers'),
    label('review', {
      status: 'ask_question',
      dialog: {
        name: 'question_review',
        highlighted: 'Submit answers',
        roles: ['accept', 'decline'],
        page: 2,
      },
    }),
    key('Enter'),
    said('Both it is.'),
    label('submitted', { status: 'idle', turnEnd: 'completed' }),
    ...send('ticks'),
    asked('Type something'),
    label('ticks', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Auth',
        ticked: [],
        roles: rowsOf(setting, 3, true),
      },
    }),
    key('Escape'),
    wait(700),
    label('declined', { status: 'idle', turnEnd: 'interrupted' }),
  ],
  published: () => loosely(['starting', 'idle', ...ASKED, ...ASKED, ...ASKED]),
};

/** The highlight goes over every row, those below the last rule too; in plan mode some builds have one more there. */
export const questionRows: Scenario = {
  name: 'question-rows',
  appliesTo: (setting) => isSince(setting, '2.0.76') && isRareLook(setting),
  claudeArgs: () => ['--permission-mode', 'plan'],
  script: (api) => {
    api.when('single', [SINGLE, say('Not reached.')]);
    api.when('ticks', [askUserQuestion([FEATURES]), say('Not reached.')]);
  },
  steps: (setting) => {
    const at = (name: string, highlighted: string) => [
      key('Down'),
      label(name, { status: 'ask_question', dialog: { name: 'question', highlighted } }),
    ];
    const hasSkip = isSince(setting, '2.1.50') && !isSince(setting, '2.1.200');
    const below = (name: string) => [
      ...(isSince(setting, '2.1.50') ? at(`${name} chat`, 'Chat about this') : []),
      ...(hasSkip ? at(`${name} skip`, 'Skip interview and plan immediately') : []),
    ];
    return [
      ...ready(),
      ...send('ticks'),
      asked('Type something'),
      key('Down'),
      key('Down'),
      ...at('ticks text', 'Type something'),
      ...at('ticks next', 'Submit'),
      ...below('ticks'),
      ...leave(),
      label('ticks declined', { status: 'idle', turnEnd: 'interrupted' }),
      ...send('single'),
      asked('Type something'),
      key('Down'),
      ...at('single text', 'Type something.'),
      ...below('single'),
      ...leave(),
      label('single declined', { status: 'idle', turnEnd: 'interrupted' }),
    ];
  },
  published: () => loosely(['starting', 'idle', ...ASKED, ...ASKED]),
};
