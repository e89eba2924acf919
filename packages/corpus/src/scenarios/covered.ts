import { bash, say } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const LONG_WORDS = 'Many words, one after the other. '.repeat(60);

const openList = (): Step[] => [type('/mod'), until(/\/model/), wait(700)];
const closeList = (): Step[] => [key('C-u'), wait(500)];

/** Under the list, where the end of the conversation may be out of sight. */
type Seen = (expected: Expected, isInSight: boolean) => Expected;

const listed = (status: Expected['status']): Expected => ({
  status,
  draft: '/mod',
  activity: 'completion_menu',
});

const steps = (setting: Setting, seen: Seen): Step[] => {
  // Up to 2.1.200 the terminal's title says whether a turn runs.
  const isTold = setting.renderer === 'classic' || !isSince(setting, '2.1.280');
  const isHigh = setting.rows > 24;
  return [
    ...ready(),
    ...openList(),
    label('over a fresh box', listed('idle')),
    ...closeList(),
    ...send('hello'),
    said('Good day.'),
    rested(),
    ...openList(),
    label('over a turn that is over', listed('idle')),
    ...closeList(),
    ...send('slow'),
    working(),
    ...openList(),
    live('over a turn that runs', seen({ status: 'working', draft: '/mod' }, isTold || isHigh)),
    ...closeList(),
    said('It ran.'),
    ...openList(),
    label('over a long turn that is over', seen(listed('idle'), isTold)),
    ...closeList(),
    label('rest', { status: 'idle', draft: '', turnEnd: 'completed' }),
  ];
};

const readAs: Seen = (expected, isInSight) =>
  isInSight ? expected : { ...expected, status: 'unknown' };

/** A list next to the box, which in the fullscreen renderer covers what stands above: the end of the conversation. */
export const covered: Scenario = {
  name: 'covered',
  appliesTo: (setting) =>
    isSince(setting, '2.1.120') && (isMainLook(setting) || setting.renderer === 'fullscreen'),
  claudeArgs: () => ['--permission-mode', 'default', '--allowedTools', 'Bash'],
  script: (api) => {
    api.when('hello', [say('Good day.')]);
    api.when('slow', [bash('sleep 4'), say(`${LONG_WORDS}\n\nIt ran.`)]);
  },
  steps: (setting) => steps(setting, readAs),
  // The machine knows what was so before the list came.
  published: (setting) => toldAt(steps(setting, (expected) => expected)),
};
