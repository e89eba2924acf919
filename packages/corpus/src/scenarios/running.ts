import { bash, type ModelScript, type ModelStep, say, thinkFor, useTool } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isMainLook, isMainOrFullscreenLook } from '../format/settings.ts';
import { ready, rested, said, working } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const ALLOWED = ['--permission-mode', 'default', '--allowedTools', 'Bash'];
const SLOW = 'for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done';

const stepsOfRunning = (): Step[] => [
  ...ready(),
  ...send('slow'),
  working(),
  wait(2200),
  live('tool running', { status: 'working', draft: '' }),
  said('It ran.'),
  label('ran', { status: 'idle', turnEnd: 'completed' }),
  ...send('deep'),
  working(),
  wait(400),
  live('before thinking', { status: 'working' }),
  wait(1300),
  live('after thinking', { status: 'working' }),
  said('Thought.'),
  // In 1.0.128 the thoughts stay, below the words "✻ Thinking…".
  label('thought', { status: 'idle', turnEnd: 'completed' }),
  ...send('stay'),
  working(),
  wait(500),
  type('later one'),
  wait(400),
  key('Enter'),
  wait(300),
  type('later two'),
  wait(400),
  key('Enter'),
  wait(400),
  live('two queued', { status: 'working', queued: 2, draft: '' }),
  type('a draft'),
  wait(300),
  live('two queued and a draft', { status: 'working', queued: 2, draft: 'a draft' }),
  key('C-u'),
  until(/● Later\./),
  rested(),
  wait(800),
  label('none queued', { status: 'idle', queued: 0, draft: '', turnEnd: 'completed' }),
  ...send('short'),
  said('Yes.'),
  label('short', { status: 'idle', turnEnd: 'completed' }),
];

export const running: Scenario = {
  name: 'running',
  appliesTo: isMainOrFullscreenLook,
  claudeArgs: () => ALLOWED,
  script: (api) => {
    api.when('slow', [bash(SLOW), say('It ran.')]);
    api.when('deep', [
      [
        { type: 'thinking', text: 'I think about this. '.repeat(8), delayMs: 1200 },
        thinkFor(5000),
        say('Thought.'),
      ],
    ]);
    api.when('stay', [[thinkFor(9000), say('Stayed.')]]);
    api.when('later', [say('Later.')]);
    api.when('short', [say('Yes.')]);
  },
  steps: stepsOfRunning,
  published: () => toldAt(stepsOfRunning()),
};

const TASKS = [
  ['Read the code', 'Reading the code'],
  ['Write the fix', 'Writing the fix'],
  ['Run the tests', 'Running the tests'],
] as const;

/** The whole list, at each of its changes: the tool of older builds. */
function todos(...states: readonly ('in_progress' | 'completed')[]): ModelStep {
  const list = TASKS.map(([content, activeForm], index) => {
    return { content, activeForm, status: states[index] ?? 'pending' };
  });
  return useTool('TodoWrite', { todos: list });
}

const startTask = (taskId: string): ModelStep =>
  useTool('TaskUpdate', { taskId, status: 'in_progress' });
const endTask = (taskId: string): ModelStep =>
  useTool('TaskUpdate', { taskId, status: 'completed' });

/** The model works through the tasks, with the tools that the build has for that. */
function workThrough(setting: Setting): ModelScript {
  if (!isSince(setting, '2.1.50')) {
    return [
      todos('in_progress'),
      [thinkFor(3000), todos('completed', 'in_progress')],
      [thinkFor(1500), todos('completed', 'completed', 'completed')],
      say('All is done.'),
    ];
  }
  const created = TASKS.map(([subject, activeForm]) =>
    useTool('TaskCreate', { subject, activeForm, description: subject }),
  );
  return [
    created,
    startTask('1'),
    [thinkFor(3000), endTask('1'), startTask('2')],
    [thinkFor(1500), endTask('2'), endTask('3')],
    say('All is done.'),
  ];
}

const stepsOfTodos = (): Step[] => [
  ...ready(),
  ...send('work through it'),
  working(),
  wait(1500),
  live('first task', { status: 'working' }),
  key('C-t'),
  wait(400),
  live('first task, list toggled', { status: 'working' }),
  said('All is done.'),
  wait(500),
  label('done', { status: 'idle', turnEnd: 'completed', draft: '' }),
  key('C-t'),
  wait(400),
  label('list toggled', { status: 'idle', draft: '' }),
];

/** A list of tasks above the box. */
export const todoList: Scenario = {
  name: 'todo-list',
  appliesTo: isMainLook,
  env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' },
  script: (api, _workDir, setting) => {
    api.when('work through it', workThrough(setting));
  },
  steps: stepsOfTodos,
  published: () => toldAt(stepsOfTodos()),
};
