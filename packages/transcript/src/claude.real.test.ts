import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bash,
  createClaudeHome,
  createTmuxSandbox,
  createWorkDir,
  eventually,
  httpError,
  say,
  startClaudePane,
  startScriptedApi,
} from '@aegis/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { sanitise } from './testing/sanitise.ts';
import {
  createUsageCounter,
  encodeProjectDir,
  findPrompt,
  lastAssistantText,
  lastTurnEffect,
  liveBranch,
  toMessages,
  turnEnd,
  type Entry,
} from './index.ts';
import {
  expectedTranscript,
  findTranscript,
  readEntries,
  readLiveEntries,
  tailTranscript,
} from './node/index.ts';

const SESSION = '3f1d5c1e-7a64-4c0e-9a55-0123456789ab';
const LONG_SESSION = '3f1d5c1e-7a64-4c0e-9a55-0123456789ac';
const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function claudeIn(name: string, sessionId: string) {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir({ git: false });
  const tmux = createTmuxSandbox();
  cleanups.push(
    () => api.close(),
    () => work.dispose(),
    () => home.dispose(),
    () => tmux.dispose(),
  );
  const cwd = join(work.path, name);
  mkdirSync(cwd, { recursive: true });
  home.trust(cwd);
  const start = () =>
    startClaudePane({
      tmux,
      home,
      cwd,
      parameters: ['--allowedTools', 'Bash', '--session-id', sessionId],
    });
  return { api, home, cwd, start, query: { configDir: home.configDir, cwd, sessionId } };
}

describe('the transcript of the real Claude Code', () => {
  it('is found, followed and understood over a conversation with everything in it', async () => {
    const { api, home, start, query } = await claudeIn('Ünï_code.v2 😀', SESSION);
    api.when('hello', [say('Hello.')]);
    api.when('run both', [
      [say('I run two.'), bash('sleep 3; echo first'), bash('echo second; seq 1 3')],
    ]);
    api.when('by the way', [say('Both are done, by the way.')]);
    api.when('fail now', [httpError(400), httpError(400), httpError(400), httpError(400)]);
    api.when('talk on', [say('word '.repeat(400), { chunkDelayMs: 100, chunkSize: 10 })]);
    api.when('carry on', [say('Still here.')]);
    api.when('wrong way', [say('This will be undone.')]);
    api.when('other way', [say('This one stays.')]);

    const path = await expectedTranscript(query);
    expect(await findTranscript(query)).toBeNull();
    const followed: Entry[] = [];
    const tail = tailTranscript({
      path: path ?? '',
      onEvent: (event) => {
        if (event.type === 'entries') followed.push(...event.entries);
      },
      onError: (error) => {
        throw error;
      },
    });
    cleanups.push(() => tail.close());
    const heard = (what: string, test: (entries: Entry[]) => unknown): Promise<unknown> =>
      eventually(what, () => test(followed), { timeoutMs: 20_000 });
    const turnIs = (effect: string, count: number): Promise<unknown> =>
      heard(`turn ${count} ${effect}`, (entries) => {
        const ends = entries.filter((entry) => entry.type !== 'system' && turnEnd(entry) !== null);
        return ends.length >= count && lastTurnEffect(entries) === effect;
      });

    const claude = await start();
    await claude.waitFor('❯');
    await claude.submit('hello');
    await turnIs('finished', 1);
    expect(await findTranscript(query)).toBe(path);
    expect(lastAssistantText(followed)).toBe('Hello.');

    await claude.submit('run both');
    await heard('the calls', (entries) => findPrompt(entries, 'run both') && entries.some(isCall));
    expect(lastTurnEffect(followed)).toBe('open');
    await claude.submit('by the way');
    await heard('the queue', (entries) => findPrompt(entries, 'by the way')?.where === 'queue');
    await turnIs('finished', 2);
    expect(findPrompt(followed, 'by the way')).toMatchObject({
      where: 'conversation',
      entry: { type: 'attachment' },
    });

    await claude.submit('fail now');
    await turnIs('failed', 3);
    expect(lastAssistantText(followed)).toBeNull();

    await claude.submit('talk on');
    await claude.waitFor('word word');
    await claude.press('Escape');
    await turnIs('interrupted', 4);

    await claude.submit('/compact');
    await heard('the compaction', (entries) =>
      entries.some(({ raw }) => raw['subtype'] === 'compact_boundary'),
    );
    await claude.waitFor('Compacted');
    await claude.submit('carry on');
    await turnIs('finished', 5);
    await claude.submit('wrong way');
    await turnIs('finished', 6);

    await claude.waitFor(/❯\s*$/m);
    await claude.press('Escape');
    await claude.press('Escape');
    await claude.waitFor('Enter to continue');
    await claude.press('Up');
    await claude.press('Enter');
    await claude.choose('Restore conversation');
    await claude.waitFor(/❯.wrong way$/m);
    await eventually('an empty box', async () => {
      await claude.press('C-u');
      return /^❯\s*$/m.test(await claude.screen());
    });
    await claude.submit('other way');
    await turnIs('finished', 7);
    await tail.check();

    const stored = await collect(readEntries(path ?? ''));
    expect(followed).toEqual(stored);
    expect(stored.filter(({ type }) => type === 'invalid')).toEqual([]);
    const live = liveBranch(stored);
    expect(await collect(readLiveEntries(path ?? ''))).toEqual(live);
    expect(conversation(live)).toEqual([
      'user: hello',
      'assistant: Hello.',
      'user: run both',
      'assistant: I run two.',
      'assistant: Bash: sleep 3; echo first',
      'assistant: Bash: echo second; seq 1 3',
      'user: second\n1\n2\n3',
      'user: first',
      'user: by the way',
      'assistant: Both are done, by the way.',
      'user: fail now',
      'user: talk on',
      expect.stringMatching(/^assistant: word word/),
      'user: /compact',
      'user: carry on',
      'assistant: Still here.',
      'user: other way',
      'assistant: This one stays.',
    ]);
    expect(conversation(stored)).toContain('user: wrong way');

    const counter = createUsageCounter();
    for (const entry of stored) counter.add(entry);
    const answers = new Map(
      stored.flatMap(({ type, raw }) => (type === 'assistant' ? usageOf(raw) : [])),
    );
    const sum = (field: string): number =>
      Array.from(answers.values()).reduce((total, usage) => total + Number(usage[field]), 0);
    expect(counter.total()).toMatchObject({
      inputTokens: sum('input_tokens'),
      outputTokens: sum('output_tokens'),
      costUsd: null,
    });

    const record = process.env['AEGIS_RECORD_FIXTURE'];
    if (record !== undefined) {
      writeFileSync(
        record,
        sanitise(readFileSync(path ?? '', 'utf8'), [
          home.home,
          query.cwd,
          encodeProjectDir(query.cwd).name,
        ]),
      );
    }
  }, 120_000);

  it('is found in a directory whose name is cut', async () => {
    const name = Array.from({ length: 4 }, () => 'x'.repeat(60)).join('/');
    const { api, start, query } = await claudeIn(name, LONG_SESSION);
    api.when('hello', [say('Hello.')]);
    expect(await expectedTranscript(query)).toBeNull();
    const claude = await start();
    await claude.waitFor('❯');
    await claude.submit('hello');
    const path = await eventually('the transcript', () => findTranscript(query));
    expect(await findTranscript({ ...query, cwd: '/elsewhere' })).toBe(path);
  }, 60_000);
});

async function collect(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const collected: Entry[] = [];
  for await (const entry of entries) collected.push(entry);
  return collected;
}

function isCall(entry: Entry): boolean {
  return toMessages(entry).some(({ contentType }) => contentType === 'tool_use');
}

function conversation(entries: readonly Entry[]): string[] {
  return entries
    .flatMap(toMessages)
    .filter(({ role }) => role !== 'system')
    .map(({ role, text }) => `${role}: ${text}`);
}

/** By message id, so that the last line of a message wins. */
function usageOf(raw: Readonly<Record<string, unknown>>): [string, Record<string, unknown>][] {
  const { message } = raw as {
    message: { id: string; model: string; usage: Record<string, unknown> };
  };
  return message.model === '<synthetic>' ? [] : [[message.id, message.usage]];
}
