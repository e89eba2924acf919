import { type FakeAegis, sampleSession, startFakeAegis } from '@aegis/client/testing';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { GetPromptResult } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from './testing/connect.ts';
import { ID } from './testing/samples.ts';
import { TOOLS } from './tools.ts';

let fake: FakeAegis;
let client: Client;
beforeEach(async () => {
  fake = await startFakeAegis();
  fake.sessions.set(ID, sampleSession());
  client = await connect({ baseUrl: fake.baseUrl });
});
afterEach(async () => {
  await client.close();
  await fake.stop();
});

function said({ messages }: GetPromptResult): string {
  return messages
    .map(({ content }) => (content.type === 'text' ? content.text : JSON.stringify(content)))
    .join('\n');
}

test('the patterns of the seeds are there, with what each needs', async () => {
  const { prompts } = await client.listPrompts();
  const required = prompts.map(({ name, arguments: list = [] }) => [
    name,
    list.filter((each) => each.required).map((each) => each.name),
  ]);
  expect(Object.fromEntries(required)).toEqual({
    'implement-issue': ['workDir', 'issue'],
    'review-pr': ['workDir', 'pr'],
    'fix-ci': ['workDir'],
    batch: ['workDir', 'tasks'],
    'debug-session': ['sessionId'],
  });
});

test.each([
  [
    'implement-issue',
    { workDir: '/repo', issue: '#123', notes: 'Mind the cache.' },
    ['impl-#123', 'Mind the cache.'],
  ],
  ['review-pr', { workDir: '/repo', pr: '456' }, ['review-456', 'Review PR 456', 'test coverage']],
  ['fix-ci', { workDir: '/repo', command: 'npm test' }, ['`npm test`', 'main', 'no skip']],
  ['batch', { workDir: '/repo', tasks: 'one\n\n two \nthree' }, ['these 3 tasks', '2. two']],
])('%s says what was asked for, and names tools that there are', async (name, input, words) => {
  const text = said(await client.getPrompt({ name, arguments: input }));
  for (const word of ['"/repo"', ...words]) expect(text).toContain(word);
  const names = new Set(TOOLS.map(({ description }) => description.name));
  const tools = [...text.matchAll(/\b[a-z]+_[a-z_]+\b/g)].map(([word]) => word);
  expect(tools.filter((tool) => !names.has(tool))).toEqual([]);
});

test('debug-session brings the session, and its screen where there is one', async () => {
  const input = { sessionId: ID, problem: 'it hangs' };
  const without = await client.getPrompt({ name: 'debug-session', arguments: input });
  expect(without.messages).toHaveLength(2);
  fake.answer('capturePane', () => ({
    ...{ pane: 'the screen', cols: 80, rows: 24, title: '', alternate: false },
    cursor: { x: 0, y: 0, visible: true },
  }));
  const prompt = await client.getPrompt({ name: 'debug-session', arguments: input });
  const text = said(prompt);
  expect(text).toContain('it hangs');
  expect(text).toContain('the screen');
  expect(prompt.messages[1]?.content).toMatchObject({
    type: 'resource',
    resource: { uri: `aegis://sessions/${ID}` },
  });
});

test.each([
  ['implement-issue', { workDir: '/repo' }, 'issue is required'],
  ['implement-issue', { workDir: '/repo', issue: '  ' }, 'issue is required'],
  ['fix-ci', { workDir: '/repo', more: '1' }, 'there is no argument more'],
  ['nothing', {}, 'There is no prompt "nothing"'],
  ['debug-session', { sessionId: 'ses_00000000000000000009' }, 'There is no session'],
])('%s with %j is refused', async (name, input, sentence) => {
  await expect(client.getPrompt({ name, arguments: input })).rejects.toThrow(sentence);
});

test('arguments are completed: sessions by what is known of them, directories, and nothing else', async () => {
  const of = (name: string, argument: string, value: string) =>
    client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value } });
  expect((await of('debug-session', 'sessionId', 'samp')).completion.values).toEqual([ID]);
  expect((await of('fix-ci', 'workDir', '/pro')).completion.values).toEqual(['/project']);
  expect((await of('fix-ci', 'branch', 'ma')).completion.values).toEqual([]);
  await expect(of('fix-ci', 'nothing', '')).rejects.toMatchObject({ code: -32602 });
});
