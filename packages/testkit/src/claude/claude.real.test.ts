import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import type { RecordedRequest } from '../api/recorded-request.ts';
import { startScriptedApi, type ScriptedApi } from '../api/scripted-api.ts';
import { eventually } from '../eventually.ts';
import { echoMcpConfig } from '../mcp/echo-mcp-config.ts';
import {
  askUserQuestion,
  bash,
  edit,
  httpError,
  mcpTool,
  read,
  say,
  stop,
  subagent,
  thinkFor,
  webFetch,
  write,
} from '../model/builders.ts';
import { leftovers } from '../reaper/leftovers.ts';
import type { OwnedDirectory } from '../sandbox/owned-directory.ts';
import { createTmuxSandbox, type TmuxSandbox } from '../sandbox/tmux-sandbox.ts';
import { createWorkDir } from '../sandbox/work-dir.ts';
import { createClaudeHome, type ClaudeHome } from './claude-home.ts';
import { startClaudePane, type ClaudePane } from './claude-pane.ts';

// One Claude Code for the whole file, from its first screen on: the tests depend on each other's order.

const FIRST_PROMPT = 'First "prompt" with $HOME, `ticks`, back\\slashes,\n\ttabs, 日本 and 👍';

let api: ScriptedApi;
let home: ClaudeHome;
let work: OwnedDirectory;
let tmux: TmuxSandbox;
let pane: ClaudePane;

beforeAll(async () => {
  api = await startScriptedApi();
  home = await createClaudeHome({ api });
  work = await createWorkDir();
  tmux = createTmuxSandbox();
  api.when('First', [say('Hello from the script.')]);
  const parameters = ['--mcp-config', echoMcpConfig('stub'), '--', FIRST_PROMPT];
  pane = await startClaudePane({ tmux, home, cwd: work.path, parameters });
});

afterAll(async () => {
  await Promise.all([tmux.dispose(), home.dispose(), work.dispose(), api.close()]);
  expect(leftovers()).toEqual([]);
});

let hasFailed = false;
beforeEach((context) => {
  context.skip(hasFailed, 'an earlier step failed');
  onTestFailed(() => {
    hasFailed = true;
  });
});

const file = (name: string) => join(work.path, name);
const requestsOf = (prompt: string) => api.requests.filter((r) => r.prompt === prompt);
const lastMessage = (request: RecordedRequest | undefined) =>
  JSON.stringify((request?.body['messages'] as unknown[] | undefined)?.at(-1));

test('the trust dialog, then an exact first prompt', async () => {
  await pane.waitFor('Yes, I trust this folder');
  expect(api.requests).toEqual([]);
  await pane.choose('Yes, I trust this folder');
  await pane.waitFor('● Hello from the script.');
  expect(api.requests).toMatchObject([{ kind: 'main', prompt: FIRST_PROMPT, turn: 0 }]);
});

test('Bash runs after the approval, not before', async () => {
  api.when('run it', [[say('I run it.'), bash('echo made > made.txt')], say('Bash is done.')]);
  await pane.submit('run it');
  await pane.waitFor('Do you want to proceed?');
  expect(existsSync(file('made.txt'))).toBe(false);
  await pane.choose('Yes');
  await pane.waitFor('● Bash is done.');
  expect(readFileSync(file('made.txt'), 'utf8')).toBe('made\n');
  expect(requestsOf('run it').map(({ turn }) => turn)).toEqual([0, 1]);
});

test('Write', async () => {
  api.when('write it', [write(file('new.txt'), 'é\n'), say('Written.')]);
  await pane.submit('write it');
  await pane.waitFor('Do you want to create new.txt?');
  await pane.choose('Yes');
  await pane.waitFor('● Written.');
  expect(readFileSync(file('new.txt'), 'utf8')).toBe('é\n');
});

test('Edit, rejected', async () => {
  const readme = file('README.md');
  api.when('edit it', [read(readme), edit(readme, '# Project', '# Changed'), say('Edited.')]);
  await pane.submit('edit it');
  await pane.waitFor('Do you want to make this edit to README.md?');
  await pane.choose('No');
  await pane.waitFor('Rejected update to README.md');
  expect(readFileSync(readme, 'utf8')).toBe('# Project\n');
});

test('WebFetch, refused', async () => {
  api.when('fetch it', [webFetch('https://example.invalid/page', 'What is it?'), say('Fetched.')]);
  await pane.submit('fetch it');
  await pane.waitFor('Do you want to allow Claude to fetch this content?');
  await pane.choose('No, and tell Claude what to do differently (esc)');
  await pane.waitFor(/fetch it.*What should Claude do instead\?/s);
  expect(requestsOf('fetch it')).toHaveLength(1);
});

test('AskUserQuestion', async () => {
  const options = [{ label: 'Postgres' }, { label: 'SQLite', description: 'one file' }];
  const question = { question: 'Which database?', header: 'Database', options };
  api.when('ask me', [askUserQuestion([question]), say('Thanks.')]);
  await pane.submit('ask me');
  await pane.waitFor('Enter to select');
  await pane.choose('SQLite');
  await pane.waitFor('● Thanks.');
  expect(lastMessage(requestsOf('ask me')[1])).toContain('SQLite');
});

test('an MCP tool', async () => {
  api.when('call it', [mcpTool('stub', 'echo', { text: 'over MCP' }), say('Called.')]);
  await pane.submit('call it');
  await pane.waitFor(/stub — Echo.*Do you want to proceed\?/s);
  await pane.choose('Yes');
  await pane.waitFor('● Called.');
  expect(lastMessage(requestsOf('call it')[1])).toMatch(/tool_result.*over MCP/);
});

test('a subagent has a conversation of its own', async () => {
  api.when('delegate', [subagent('Look around', 'look at the run it file'), say('Delegated.')]);
  api.whenSubagent('look at', [[thinkFor(200), read(file('made.txt'))], say('Seen: made.')]);
  await pane.submit('delegate');
  await pane.waitFor('● Agent "Look around" finished');
  const subagentRequests = api.requests.filter(({ kind }) => kind === 'subagent');
  expect(subagentRequests).toMatchObject([
    { prompt: 'look at the run it file', turn: 0 },
    { prompt: 'look at the run it file', turn: 1 },
  ]);
  await eventually('the result in the main conversation', () =>
    requestsOf('delegate').some((request) => lastMessage(request).includes('Seen: made.')),
  );
  await pane.waitFor('● Done.');
});

test('a prompt that was queued while a tool ran is a prompt', async () => {
  api.when('wait for it', [bash('sleep 1.5; touch waited'), say('Never said.')]);
  api.when('and this', [say('Both seen.')]);
  await pane.submit('wait for it');
  await pane.waitFor('Do you want to proceed?');
  await pane.choose('Yes');
  await pane.waitFor('esc to interrupt');
  await pane.submit('and this "too"');
  await pane.waitFor('● Both seen.');
  expect(requestsOf('and this "too"')).toHaveLength(1);
});

test('a reply that was cut off goes on', async () => {
  api.when('talk', [[say('The first half'), stop('max_tokens')], say('The second half.')]);
  await pane.submit('talk');
  await pane.waitFor('● The second half.');
  expect(requestsOf('talk').map(({ turn }) => turn)).toEqual([0, 1]);
});

test('a 529 is retried, a 400 is reported', async () => {
  api.when('try again', [httpError(529), say('Through.')]);
  await pane.submit('try again');
  await pane.waitFor('● Through.');
  expect(requestsOf('try again').map(({ status }) => status)).toEqual([529, 200]);

  api.when('bad request', [httpError(400, { message: 'scripted refusal' })]);
  await pane.submit('bad request');
  await pane.waitFor('API Error: 400 scripted refusal');
});

test('/compact is not the main conversation', async () => {
  api.when(/detailed summary/, [bash('touch wrong')]);
  await pane.submit('/compact');
  await pane.waitFor('Compacted');
  expect(api.requests.at(-1)?.kind).toBe('compaction');
});
