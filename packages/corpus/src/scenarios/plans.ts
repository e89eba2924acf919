import { exitPlanMode, say, type ScriptedApi, useTool, write } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { asked, leave, manual, ready, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { key, label, type Scenario, script, send, type, wait } from './scenario.ts';

const PLAN = '# Plan\n\n1. Do a\n2. Do b\n\n❯ 1. Yes\n  2. No\n';

/** Since 2.1 a plan is a file; a model that wrote none may still leave the mode. */
const hasPlanFiles = (setting: Setting): boolean => isSince(setting, '2.1.50');

const ASKED = ['working', 'plan_mode', 'working', 'idle'] as const;

export const plan: Scenario = {
  name: 'plan',
  claudeArgs: () => ['--permission-mode', 'plan'],
  script: (api) => {
    api.when('bare', [exitPlanMode(PLAN), say('Off we go.')]);
  },
  steps: (setting) => {
    const dialog = hasPlanFiles(setting)
      ? { name: 'exit_plan', roles: ['accept', 'decline'] }
      : { name: 'plan', roles: ['accept-and-switch-mode', 'accept', 'decline-with-feedback'] };
    const question = hasPlanFiles(setting) ? String.raw`Exit plan mode\?` : 'Would you like to';
    return [
      ...ready(),
      label('fresh', { status: 'idle', modeLine: 'plan' }),
      ...send('bare'),
      asked(question),
      label('exit', { status: 'plan_mode', dialog }),
      ...leave(),
      label('kept planning', { status: 'idle', modeLine: 'plan', turnEnd: 'interrupted' }),
      ...send('bare'),
      asked(question),
      label('exit again', { status: 'plan_mode', dialog }),
      ...(hasPlanFiles(setting) ? [] : [key('Down'), wait(300)]),
      key('Enter'),
      said('Off we go.'),
      label('left', { status: 'idle', modeLine: manual(setting), turnEnd: 'completed' }),
    ];
  },
  published: () => loosely(['starting', 'idle', ...ASKED, ...ASKED]),
};

/** 2.1.50 offers to clear the context as well. */
function planRows(setting: Setting): string[] {
  const isClearing = isSince(setting, '2.1.50') && !isSince(setting, '2.1.120');
  const first = isClearing ? ['accept-and-switch-mode'] : [];
  return [...first, 'accept-and-switch-mode', 'accept', 'decline-with-feedback'];
}

/** The file that Claude Code tells its model to write the plan into. */
function planPath(api: ScriptedApi): string {
  const bodies = api.requests.map((request) => JSON.stringify(request.body));
  const found = bodies.map((body) => /\/[^\s"'`\\]*plans\/[^\s"'`\\]*\.md/.exec(body)?.[0]);
  return found.findLast((path) => path !== undefined) ?? '/no/plan.md';
}

export const planFile: Scenario = {
  name: 'plan-file',
  appliesTo: (setting) => isSince(setting, '2.0.76') && isRareLook(setting),
  claudeArgs: () => ['--permission-mode', 'plan'],
  script: (api) => {
    api.when('ready', [useTool('ExitPlanMode', {}), say('Off we go.')]);
  },
  steps: (setting) => {
    const feedback = isSince(setting, '2.1.120')
      ? 'Tell Claude what to change'
      : 'Type here to tell Claude what to change';
    return [
      ...ready(),
      ...send('hello'),
      said('Scripted reply to: hello'),
      wait(500),
      script(({ api }) => api.when('draft it', [write(planPath(api), PLAN), say('Drafted.')])),
      ...send('draft it'),
      said('Drafted.'),
      label('drafted', { status: 'idle', turnEnd: 'completed' }),
      ...send('ready'),
      asked(String.raw`Would you like to\s+proceed\?`),
      label('ready', { status: 'plan_mode', dialog: { name: 'plan', roles: planRows(setting) } }),
      ...planRows(setting)
        .slice(1)
        .map(() => key('Down')),
      label('moved', { status: 'plan_mode', dialog: { name: 'plan', highlighted: feedback } }),
      type('more tests'),
      wait(300),
      label('typed', { status: 'plan_mode', dialog: { name: 'plan', highlighted: 'more tests' } }),
      key('Enter'),
      said('Off we go.'),
      label('changed', { status: 'idle', modeLine: 'plan', turnEnd: 'completed' }),
      ...send('ready'),
      asked(String.raw`Would you like to\s+proceed\?`),
      label('ready again', { status: 'plan_mode', dialog: { name: 'plan' } }),
      ...planRows(setting)
        .slice(0, planRows(setting).indexOf('accept'))
        .map(() => key('Down')),
      wait(300),
      key('Enter'),
      said('Off we go.'),
      wait(800),
      label('approved', { status: 'idle', modeLine: manual(setting), turnEnd: 'completed' }),
    ];
  },
  published: () =>
    loosely(['starting', 'idle', 'working', 'idle', 'working', 'idle', ...ASKED, ...ASKED]),
};
