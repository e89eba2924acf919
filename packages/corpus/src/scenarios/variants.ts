import { askUserQuestion, bash, say, thinkFor } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const QUESTION = askUserQuestion([
  { question: 'Which one?', header: 'Choice', options: [{ label: 'Left' }, { label: 'Right' }] },
]);

/** Work, a dialog, a question: what every variant of the screen is asked to show. */
const tour = (setting: Setting): Step[] => [
  ...ready(),
  label('fresh', { status: 'idle', draft: '' }),
  ...send('wait'),
  working(),
  wait(900),
  live('at work', { status: 'working', draft: '' }),
  said('Waited.'),
  rested(),
  label('over', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ...send('touch it'),
  asked(String.raw`❯ 1\. Yes`),
  wait(500),
  label('asked', {
    status: 'bash_approval',
    dialog: { name: 'bash', highlighted: 'Yes', ...subjectOf(setting) },
  }),
  key('Down'),
  wait(300),
  ...leave(),
  label('rejected', { status: 'idle', turnEnd: 'interrupted' }),
  ...(isSince(setting, '2.0.76')
    ? [
        ...send('which'),
        asked('Right'),
        wait(500),
        label('question', {
          status: 'ask_question',
          dialog: { name: 'question', highlighted: 'Left', page: 0 },
        }),
        ...leave(),
        label('left question', { status: 'idle' }),
      ]
    : []),
];

/** From 2.1.120 until the command got a frame, only a colour told it from its description. */
function subjectOf(setting: Setting): { subject?: string } {
  const told = !isSince(setting, '2.1.120') || isSince(setting, '2.1.330');
  return told ? { subject: 'touch it' } : {};
}

function scriptOfTour(api: Parameters<Scenario['script']>[0]): void {
  api.when('wait', [[thinkFor(2500), say('Waited.')]]);
  api.when('touch it', [bash('touch it'), say('Made.')]);
  api.when('which', [QUESTION, say('So be it.')]);
}

/** No colour at all. */
export const noColor: Scenario = {
  name: 'no-color',
  appliesTo: isMainLook,
  env: { NO_COLOR: '1' },
  script: scriptOfTour,
  steps: tour,
  published: (setting) => toldAt(tour(setting)),
};

/** The setting that stills what moves: the spinner is one glyph. */
export const reducedMotion: Scenario = {
  name: 'reduced-motion',
  appliesTo: (setting) => isMainLook(setting) && isSince(setting, '2.1.50'),
  files: { '.claude/settings.json': JSON.stringify({ prefersReducedMotion: true }) },
  script: scriptOfTour,
  steps: tour,
  published: (setting) => toldAt(tour(setting)),
};

const stepsOfVim = (setting: Setting): Step[] => [
  ...ready(),
  label('fresh', { status: 'idle', draft: '' }),
  ...(isSince(setting, '2.1.120') ? [type('i'), key('C-u')] : [...send('/vim'), wait(1200)]),
  wait(300),
  type('a draft'),
  wait(400),
  label('insert mode', { status: 'idle' }),
  key('Escape'),
  wait(500),
  label('normal mode', { status: 'idle' }),
  key('C-u'),
];

/** Vim keys in the box. */
export const vim: Scenario = {
  name: 'vim',
  appliesTo: (setting) => isMainLook(setting) && !isSince(setting, '2.1.120'),
  script: (api) => api.when('hello', [say('Good day.')]),
  steps: stepsOfVim,
  published: (setting) => toldAt(stepsOfVim(setting)),
};

const stepsForReader = (): Step[] => [
  until(/^\$(?: |$)/m),
  wait(1500),
  label('fresh', { status: 'unknown' }),
  ...send('wait'),
  wait(1500),
  live('at work', { status: 'unknown' }),
  until(/Waited\./),
  wait(1000),
  label('over', { status: 'unknown' }),
  ...send('touch it'),
  until(/touch it[\s\S]*Yes/),
  wait(1000),
  label('asked', { status: 'unknown' }),
];

/** For screen readers: no frames, no rules, no highlighted row. Nothing of it may be taken for a dialog. */
export const screenReader: Scenario = {
  name: 'screen-reader',
  appliesTo: (setting) => isMainLook(setting) && isSince(setting, '2.1.200'),
  claudeArgs: () => ['--permission-mode', 'default', '--ax-screen-reader'],
  script: scriptOfTour,
  steps: stepsForReader,
  published: () => ['starting', 'unknown?'],
};
