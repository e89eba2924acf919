import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOwnedDirectory, type OwnedDirectory } from '../sandbox/owned-directory.ts';
import { askUserQuestion, bash, crash, hang, httpError, pretend, say, usage } from './builders.ts';
import { readScenario, scenarioText, type Scenario } from './scenario.ts';

let directory: OwnedDirectory;
beforeAll(async () => {
  directory = await createOwnedDirectory();
});
afterAll(() => directory.dispose());

function read(text: string): Scenario {
  const path = join(directory.path, 'scenario.json');
  writeFileSync(path, text);
  return readScenario(path);
}

test('a scenario goes through its file as it is', () => {
  const scenario: Scenario = {
    scripts: [
      { when: 'a prompt', turns: [[say('Hi', { chunkDelayMs: 5 }), bash('ls')], say('Done.')] },
      { when: /issue \d+/i, turns: [pretend(bash('x'), 'y'), httpError(529, { retryAfter: 1 })] },
      { turns: [[hang()], crash(3), usage(1000)] },
    ],
    subagents: [
      {
        when: 'q',
        turns: [
          askUserQuestion([
            { question: '?', header: 'h', options: [{ label: 'a' }, { label: 'b' }] },
          ]),
        ],
      },
    ],
  };
  expect(read(scenarioText(scenario))).toEqual(scenario);
});

test.each([
  ['not JSON', 'cannot be read'],
  ['{"scripts":{}}', 'scripts: '],
  ['{"scripts":[{"turns":[{"type":"walk"}]}]}', 'scripts.0.turns.0'],
  ['{"scripts":[{"when":{"pattern":"("},"turns":[]}]}', 'Invalid regular expression'],
  ['{"scripts":[{"turns":[],"wen":"x"}]}', 'scripts.0.wen'],
])('%j is none, and it is said why', (text, why) => {
  expect(() => read(text)).toThrow(why);
});

test('only the result of a tool can be pretended', () => {
  expect(() => pretend(say('x'), 'y')).toThrow('A step "text" has no result to pretend.');
});
