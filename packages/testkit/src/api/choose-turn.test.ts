import { expect, test } from 'vitest';
import { bash, httpError, say } from '../model/builders.ts';
import { chooseTurn, type Scripts } from './choose-turn.ts';
import type { Conversation } from './conversation.ts';
import { ScriptBook } from './script-book.ts';

function scriptsWith(add: (book: ScriptBook) => void): Scripts {
  const scripts = {
    main: new ScriptBook(),
    subagent: new ScriptBook(),
    compaction: new ScriptBook(),
  };
  add(scripts.main);
  return scripts;
}

const asking = (prompt: string, kind: Conversation['kind'] = 'main'): Conversation => ({
  kind,
  prompt,
  turn: 0,
  promptKey: '0.0',
});

test('the latest registration that matches wins', () => {
  const scripts = scriptsWith((book) => {
    book.add('list', [say('old')]);
    book.add(/^list (?:files|dirs)$/g, [[say('new'), bash('ls')]]);
  });
  for (let repeat = 0; repeat < 2; repeat += 1) {
    expect(chooseTurn(asking('list files'), scripts, 0)).toEqual([say('new'), bash('ls')]);
  }
  expect(chooseTurn(asking('please list'), scripts, 0)).toEqual([say('old')]);
});

test('after the last turn the model is done, or still failing', () => {
  const scripts = scriptsWith((book) => {
    book.add('ok', [say('one')]);
    book.add('bad', [httpError(400)]);
  });
  expect(chooseTurn(asking('ok'), scripts, 1)).toEqual([say('Done.')]);
  expect(chooseTurn(asking('bad'), scripts, 9)).toEqual([httpError(400)]);
});

test('an unscripted prompt is answered with its beginning', () => {
  const scripts = scriptsWith(() => undefined);
  expect(chooseTurn(asking('what?'), scripts, 0)).toEqual([say('Scripted reply to: what?')]);
});

test('only the main conversation uses the main scripts', () => {
  const scripts = scriptsWith((book) => book.add(/./, [bash('rm x')]));
  for (const kind of ['side', 'compaction', 'subagent'] as const) {
    expect(chooseTurn(asking('x', kind), scripts, 0)).toMatchObject([{ type: 'text' }]);
  }
});

test('a compaction has a script of its own, and a summary without one', () => {
  const scripts = scriptsWith(() => undefined);
  expect(chooseTurn(asking('x', 'compaction'), scripts, 0)).toMatchObject([
    { text: expect.stringContaining('<summary>') as string },
  ]);
  scripts.compaction.add(/^/, [httpError(529), say('In short.')]);
  expect(chooseTurn(asking('x', 'compaction'), scripts, 0)).toEqual([httpError(529)]);
  expect(chooseTurn(asking('x', 'compaction'), scripts, 1)).toEqual([say('In short.')]);
});
