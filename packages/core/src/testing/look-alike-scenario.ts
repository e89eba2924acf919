import {
  askUserQuestion,
  bash,
  edit,
  exitPlanMode,
  httpError,
  read,
  responseHeaders,
  say,
  stop,
  subagent,
  thinkFor,
  write,
  type Scenario,
  type ScenarioScript,
} from '@aegis/testkit';
import { DATABASE, FEATURES } from './sample-questions.ts';

const LIMIT = responseHeaders({
  'anthropic-ratelimit-unified-status': 'rejected',
  'anthropic-ratelimit-unified-reset': String(Math.floor(Date.now() / 1000) + 7_200),
  'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  'anthropic-ratelimit-unified-overage-status': 'rejected',
});

/** What the real Claude Code and its look-alike both play. */
export function contractScenario(path: (name: string) => string): Scenario {
  const scripts: Record<string, ScenarioScript['turns']> = {
    'first prompt': [say('Good day.')],
    'second prompt': [[thinkFor(50), say('Good day '), say('again.')]],
    'look around': [bash('echo looked'), say('Seen.')],
    'approve it': [[say('I make it.'), bash('touch made.txt')], say('Made.')],
    'always do it': [bash('touch always.txt && echo on > on.txt'), say('Always.')],
    'reject it': [bash('touch rejected.txt'), say('Never said.')],
    'reject with words': [bash('touch words.txt'), say('Another way.')],
    'let it fail': [bash('exit 3'), say('It failed.')],
    'write it': [write(path('new.txt'), 'a\nb\n'), say('Written.')],
    'edit it': [read(path('new.txt')), edit(path('new.txt'), 'b', 'B'), say('Edited.')],
    'edit unread': [edit(path('README.md'), '# Project', '# Other'), say('Not edited.')],
    'ask once': [askUserQuestion([DATABASE]), say('Thanks.')],
    'ask for more': [askUserQuestion([DATABASE, FEATURES]), say('Thank you.')],
    'ask in vain': [askUserQuestion([DATABASE]), say('Never said.')],
    'make a plan': [exitPlanMode('1. Do it.'), say('I do it.')],
    'plan in vain': [exitPlanMode('1. Do it.'), say('Never said.')],
    'talk for long': [[say('Words. '), say('On and on. '.repeat(200), { chunkDelayMs: 200 })]],
    'think for long': [[thinkFor(60_000), say('Never said.')]],
    'fail at once': [httpError(400)],
    'fail for good': [httpError(529)],
    'fail for a while': [httpError(529), say('Through.')],
    'break off': [[say('The first words.'), httpError(529)]],
    'refuse it': Array.from({ length: 4 }, () => [say('I cannot.'), stop('refusal')]),
    'use it up': [[LIMIT, httpError(429)]],
    'help yourself': [subagent('Helper', 'help me'), say('Helped.')],
    'after the clear': [say('A new start.')],
    'after the kill': [say('Back again.')],
  };
  return {
    scripts: Object.entries(scripts).map(([when, turns]) => ({ when, turns })),
    subagents: [{ when: 'help me', turns: [say('Here is help.')] }],
  };
}
