import { bash, say, type ModelStep, thinkFor, useTool } from '@aegis/testkit';
import { isMainLook, isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const ASKS = asked(String.raw`❯ 1\. Yes`);

const stepsOfParallel = (): Step[] => [
  ...ready(),
  ...send('both'),
  ASKS,
  wait(400),
  label('first', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch one', highlighted: 'Yes' },
  }),
  key('Enter'),
  asked('touch two'),
  wait(400),
  label('second', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch two', highlighted: 'Yes' },
  }),
  key('Enter'),
  said('Both made.'),
  label('both', { status: 'idle', turnEnd: 'completed' }),
  ...send('both'),
  ASKS,
  wait(400),
  label('first again', { status: 'bash_approval', dialog: { name: 'bash', subject: 'touch one' } }),
  key('Escape'),
  until(/What should Claude do|Interrupted|doesn't want/),
  rested(),
  wait(500),
  label('neither', { status: 'idle', turnEnd: 'interrupted' }),
];

/** Two calls in one message: one dialog after the other. */
export const parallel: Scenario = {
  name: 'parallel',
  appliesTo: isMainLook,
  script: (api) => {
    api.when('both', [[bash('touch one'), bash('touch two')], say('Both made.')]);
  },
  steps: stepsOfParallel,
  published: () => toldAt(stepsOfParallel()),
};

/** The fullscreen of these builds folds a call away, and with it how it ended. */
const foldsCalls = (setting: Setting): boolean =>
  setting.renderer === 'fullscreen' && !isSince(setting, '2.1.280');

const stepsOfTyping = (setting: Setting): Step[] => [
  ...ready(),
  ...send('soon'),
  working(),
  wait(200),
  ...Array.from('typing on and on', (character) => [type(character), wait(120)]).flat(),
  wait(100),
  live('somebody types', {
    status: 'working',
    // Builds before that show the dialog as soon as nobody types any more, and say nothing until then.
    ...(isSince(setting, '2.1.120') ? { activity: 'dialog_held_back' } : {}),
  }),
  ASKS,
  wait(300),
  label('asked', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch soon', highlighted: 'Yes' },
  }),
  key('Escape'),
  rested(),
  wait(600),
  label('rejected', { status: 'idle', turnEnd: foldsCalls(setting) ? null : 'interrupted' }),
];

/** A dialog that comes while somebody types. */
export const typing: Scenario = {
  name: 'typing',
  appliesTo: isMainOrFullscreenLook,
  script: (api) => api.when('soon', [[thinkFor(1300), bash('touch soon')], say('Made.')]),
  steps: stepsOfTyping,
  published: (setting) => toldAt(stepsOfTyping(setting)),
};

/** A helper of the model; the tool was renamed with 2.1.63. */
function helper(setting: Setting, description: string): ModelStep {
  return useTool(isSince(setting, '2.1.63') ? 'Agent' : 'Task', {
    ...{ description, prompt: `look at ${description}`, subagent_type: 'general-purpose' },
  });
}

const stepsOfHelpers = (): Step[] => [
  ...ready(),
  ...send('two of them'),
  working(),
  wait(1800),
  live('two at work', { status: 'working' }),
  ASKS,
  wait(600),
  label('one asks', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch by-helper.txt', highlighted: 'Yes' },
  }),
  key('Enter'),
  wait(900),
  ASKS,
  wait(300),
  label('the other asks', {
    status: 'bash_approval',
    dialog: { name: 'bash', subject: 'touch by-helper.txt', highlighted: 'Yes' },
  }),
  key('Enter'),
  wait(1500),
  rested(),
  wait(2500),
  label('both are back', { status: 'idle' }),
];

/** Two subagents at once, whose dialogs show on the screen of the session that sent them. */
export const helpers: Scenario = {
  name: 'helpers',
  appliesTo: isMainOrFullscreenLook,
  script: (api, _workDir, setting) => {
    api.when('two of them', [
      [helper(setting, 'this part'), helper(setting, 'that part')],
      say('Both are sent.'),
      say('Both are back.'),
    ]);
    api.whenSubagent('look at', [[thinkFor(3000), bash('touch by-helper.txt')], say('I looked.')]);
  },
  steps: stepsOfHelpers,
  published: () => toldAt(stepsOfHelpers()),
};
