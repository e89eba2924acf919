import { bash, eventually, say, thinkFor } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({ workDir: world.workDir });
});
afterAll(() => world.dispose());

/** The prompts that the model got, newest last. */
function received(): (string | null)[] {
  return world.api.requests.filter(({ kind }) => kind === 'main').map(({ prompt }) => prompt);
}

test.each([
  ['many lines', 'first line\n\n  indented\nlast line'],
  ['a backslash at the end', 'a path: C:\\'],
  ['a first exclamation mark', '!important: say hello\nand a second line'],
  ['a path first', '/home/me/notes is a path'],
  ['a file mention at the end', 'look at @README'],
  ['a hash first', '# heading'],
  ['quotes and dollars', `it's "quoted" $HOME \`tick\` %d ;`],
  ['CJK, emoji and a right-to-left word', '日本語 👩‍👩‍👧 שלום café'],
  ['a long line', Array.from({ length: 700 }, (_, index) => `word${index}`).join(' ')],
  [
    'many long lines',
    Array.from({ length: 60 }, (_, index) => `${index}: ${'text '.repeat(30)}.`).join('\n'),
  ],
  ['many short lines', Array.from({ length: 120 }, (_, index) => `${index}`).join('\n')],
  ['many empty lines', `first${'\n'.repeat(60)}last`],
  ['nothing but an emoji', '🙂'],
  [
    'families at the ends of rows',
    Array.from({ length: 150 }, (_, at) => `${'w'.repeat(at % 9)}👩‍👩‍👧`).join(' '),
  ],
  ['one letter many times', 'a'.repeat(9_000)],
])('%s arrives as it was sent', async (_name, text) => {
  const sent = await session.send(text);
  expect(sent).toMatchObject({
    delivered: true,
    attempts: 1,
    evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' },
  });
  await session.waitFor('idle');
  expect(received().at(-1)).toBe(text);
});

test('tabs arrive as the spaces that Claude Code makes of them, and the evidence says so', async () => {
  const sent = await session.send('if x:\n\treturn');
  expect(sent.evidence?.rule).toBe('hook.UserPromptSubmit.as-typed');
  await session.waitFor('idle');
  expect(received().at(-1)).toBe('if x:\n    return');
});

test.each([
  ['a command', '/compact', 'command_prefix'],
  ['a command behind blanks', '  /clear now', 'command_prefix'],
  ['a bell', 'bell \u0007', 'control_characters'],
  ['an escape sequence', '\u001b[A', 'control_characters'],
  ['blanks', '   ', 'invalid_request'],
  ['more than 200,000 bytes', 'x'.repeat(200_001), 'prompt_too_large'],
])('%s is refused, and nothing is typed', async (_name, text, code) => {
  await expect(session.send(text)).rejects.toMatchObject({ code });
  expect(session.info().detail.draft).toBeNull();
});

test('a prompt that is sent while the session works waits its turn, and order is kept', async () => {
  world.api.when('slow one', [[thinkFor(1_500), say('Slow done.')]]);
  await session.send('slow one');
  const second = await session.send('second one');
  const third = await session.send('third one', { idempotencyKey: 'third' });
  expect(second).toMatchObject({ ok: true, delivered: false, verdict: 'queued' });
  const again = await session.send('third one', { idempotencyKey: 'third' });
  expect(again.messageId).toBe(third.messageId);
  await expect(session.send('now or never', { whenBusy: 'reject' })).rejects.toMatchObject({
    code: 'session_busy',
  });
  await session.waitFor('idle');
  expect(received().slice(-3)).toEqual(['slow one', 'second one', 'third one']);
});

test('an interrupt stops the turn, says so, and what it put back is not sent again', async () => {
  world.api.when('interrupt me', [[thinkFor(20_000), say('Never.')]]);
  await session.send('interrupt me');
  expect(await session.interrupt()).toEqual({ ok: true, status: 'idle' });
  const idle = await session.waitFor('idle');
  expect(idle.lastTurn).toMatchObject({ outcome: 'interrupted' });
  await session.send('after the interrupt');
  await session.waitFor('idle');
  expect(received().at(-1)).toBe('after the interrupt');
});

test('text is never typed into a dialog', async () => {
  world.api.when('ask first', [bash('echo never > never.txt'), say('Not reached.')]);
  await session.send('ask first');
  await session.waitFor('bash_approval');
  await expect(session.send('yes')).rejects.toMatchObject({
    code: 'dialog_open',
    details: { pending: { kind: 'bash' } },
  });
  expect(await session.escape()).toMatchObject({ ok: true });
  const idle = await session.waitFor('idle');
  expect(idle.pending).toBeNull();
  expect(idle.lastTurn?.outcome).toBe('interrupted');
  await expect(session.approve()).rejects.toMatchObject({ code: 'nothing_pending' });
});

test("a person's draft is left alone", async () => {
  const { paneId } = session.info();
  await world.tmux('send-keys', '-t', paneId ?? '', '-l', 'my own draft');
  await eventually('the draft to be seen', () => session.info().detail.draft !== null);
  await expect(session.send('not now')).rejects.toMatchObject({
    code: 'draft_in_box',
    details: { draft: 'my own draft' },
  });
  await world.tmux('send-keys', '-t', paneId ?? '', 'C-u');
  await eventually('the box to be empty', () => session.info().detail.draft === null);
  expect(await session.send('now')).toMatchObject({ delivered: true });
  await session.waitFor('idle');
});

test('/clear in the terminal is followed into the new conversation', async () => {
  const before = session.info();
  const { paneId } = before;
  await world.tmux('send-keys', '-t', paneId ?? '', '-l', '/clear ');
  await eventually('the command to be seen', () => session.info().detail.draft !== null);
  await world.tmux('send-keys', '-t', paneId ?? '', 'Enter');
  await eventually('another conversation', () => {
    return session.info().claudeSessionId !== before.claudeSessionId;
  });
  await session.waitFor('idle');
  world.api.when('fresh start', [say('Fresh answer.')]);
  await session.send('fresh start');
  await session.waitFor('idle');
  const { messages } = await session.read();
  const texts = messages.map(({ text }) => text);
  expect(texts).toContain('now');
  expect(texts.at(-1)).toBe('Fresh answer.');
});
