import {
  askUserQuestion,
  exitPlanMode,
  say,
  type ScriptedApi,
  useTool,
  write,
} from '@aegis/testkit';
import { key, label, leave, type Scenario, script, send, type, until, wait } from '../scenario.ts';

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

export const question: Scenario = {
  name: 'question',
  script: (api) => {
    api.when('single', [SINGLE, say('So be it.')]);
    api.when('several', [askUserQuestion([FEATURES, PORT]), say('So be it.')]);
    api.when('ticks', [askUserQuestion([FEATURES]), say('So be it.')]);
  },
  steps: [
    until(/manual mode on/),
    ...send('single'),
    until(/Chat about this/),
    label('single', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Postgres',
        roles: ['answer', 'answer', 'other', 'other'],
        page: 0,
      },
    }),
    key('Down'),
    label('moved', { status: 'ask_question', dialog: { name: 'question', highlighted: 'SQLite' } }),
    key('Down'),
    wait(200),
    type('MongoDB'),
    label('typed', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'MongoDB',
        roles: ['answer', 'answer', 'other', 'other'],
      },
    }),
    key('Enter'),
    until(/So be it/),
    label('answered', { status: 'idle', turnEnd: 'completed' }),
    ...send('several'),
    until(/Chat about this/),
    label('several', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Auth',
        roles: ['answer', 'answer', 'answer', 'other', 'other', 'other'],
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
    until(/Which port/),
    label('second page', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: '8080',
        page: 1,
        roles: ['answer', 'answer', 'other', 'other'],
      },
    }),
    key('Enter'),
    until(/Review your answers/),
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
    until(/So be it\.\s+✻/),
    label('submitted', { status: 'idle', turnEnd: 'completed' }),
    ...send('ticks'),
    until(/Chat about this/),
    label('ticks', {
      status: 'ask_question',
      dialog: {
        name: 'question',
        highlighted: 'Auth',
        ticked: [],
        roles: ['answer', 'answer', 'answer', 'other', 'other', 'other'],
      },
    }),
    key('Escape'),
    wait(700),
    label('declined', { status: 'idle', turnEnd: 'interrupted' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'ask_question', 'working?', 'idle'] as const),
    ...([
      'working',
      'ask_question',
      'working?',
      'idle',
      'working',
      'ask_question',
      'idle',
    ] as const),
  ],
};

const PLAN = '# Plan\n\n1. Do a\n2. Do b\n\n❯ 1. Yes\n  2. No\n';

export const plan: Scenario = {
  name: 'plan',
  claudeArgs: ['--permission-mode', 'plan'],
  script: (api) => {
    api.when('bare', [exitPlanMode(PLAN), say('Off we go.')]);
  },
  steps: [
    until(/plan mode on/),
    label('fresh', { status: 'idle', modeLine: 'plan' }),
    ...send('bare'),
    until(/Exit plan mode\?/),
    label('exit', {
      status: 'plan_mode',
      dialog: { name: 'exit_plan', roles: ['accept', 'decline'] },
    }),
    ...leave(),
    label('kept planning', { status: 'idle', modeLine: 'plan', turnEnd: 'interrupted' }),
    ...send('bare'),
    until(/Exit plan mode\?/),
    label('exit again', { status: 'plan_mode', dialog: { name: 'exit_plan' } }),
    key('Enter'),
    until(/Off we go/),
    label('left', { status: 'idle', modeLine: 'manual', turnEnd: 'completed' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'plan_mode', 'idle'] as const),
    ...(['working', 'plan_mode', 'working?', 'idle'] as const),
  ],
};

/** The file that Claude Code tells its model to write the plan into. */
function planPath(api: ScriptedApi): string {
  const bodies = api.requests.map((request) => JSON.stringify(request.body));
  const found = bodies.map((body) => /\/[^\s"'`\\]*plans\/[^\s"'`\\]*\.md/.exec(body)?.[0]);
  return found.findLast((path) => path !== undefined) ?? '/no/plan.md';
}

export const planFile: Scenario = {
  name: 'plan-file',
  claudeArgs: ['--permission-mode', 'plan'],
  script: (api) => {
    api.when('ready', [useTool('ExitPlanMode', {}), say('Off we go.')]);
  },
  steps: [
    until(/plan mode on/),
    ...send('hello'),
    until(/ for \d+s/),
    wait(500),
    script((api) => api.when('draft it', [write(planPath(api), PLAN), say('Drafted.')])),
    ...send('draft it'),
    until(/Drafted\./),
    label('drafted', { status: 'idle', turnEnd: 'completed' }),
    ...send('ready'),
    until(/Would you like to\s+proceed\?[\s\S]*Tell Claude/),
    label('ready', {
      status: 'plan_mode',
      dialog: {
        name: 'plan',
        highlighted: 'Yes, and use auto mode',
        roles: ['accept-and-switch-mode', 'accept', 'decline-with-feedback'],
      },
    }),
    key('Down'),
    key('Down'),
    label('moved', {
      status: 'plan_mode',
      dialog: { name: 'plan', highlighted: 'Tell Claude what to change' },
    }),
    type('more tests'),
    label('typed', { status: 'plan_mode', dialog: { name: 'plan', highlighted: 'more tests' } }),
    key('Enter'),
    until(/Off we go\./),
    label('changed', { status: 'idle', modeLine: 'plan', turnEnd: 'completed' }),
    ...send('ready'),
    until(/Would you like to\s+proceed\?[\s\S]*Tell Claude/),
    label('ready again', { status: 'plan_mode', dialog: { name: 'plan' } }),
    key('Down'),
    wait(300),
    key('Enter'),
    until(/manual mode on/),
    wait(800),
    label('approved', { status: 'idle', modeLine: 'manual', turnEnd: 'completed' }),
  ],
  published: [
    ...(['starting', 'idle', 'working', 'idle', 'working', 'idle', 'working'] as const),
    ...(['plan_mode', 'working?', 'idle', 'working', 'plan_mode', 'working?', 'idle'] as const),
  ],
};
