import { eventually, say, thinkFor } from '@aegis/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({ workDir: world.workDir });
});
afterAll(() => world.dispose());

const idle = () => session.waitFor('idle');
const press = (...keys: string[]) =>
  world.tmux('send-keys', '-t', session.info().paneId ?? '', ...keys);
async function texts(): Promise<string[]> {
  const { messages } = await session.read();
  return messages.map(({ text }) => text);
}

describe('a slash command', () => {
  test('is delivered by what the transcript says of it', async () => {
    const sent = await session.command('/rename some name');
    expect(sent).toMatchObject({
      ...{ ok: true, delivered: true, attempts: 1, verdict: 'delivered' },
      evidence: { source: 'transcript', rule: 'transcript.command' },
    });
    await idle();
    expect(await texts()).toContain('Session renamed to: some name');
  });

  test('goes with and without its slash, and once for one key', async () => {
    const before = session.info().claudeSessionId;
    const first = await session.command('clear', { idempotencyKey: 'clear' });
    expect(first.delivered).toBe(true);
    await eventually('a new conversation', () => session.info().claudeSessionId !== before);
    const after = session.info().claudeSessionId;
    await idle();
    const again = await session.command('/clear', { idempotencyKey: 'clear' });
    expect(again).toEqual(first);
    expect(session.info().claudeSessionId).toBe(after);
    await expect(session.send('x', { idempotencyKey: 'clear' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  test('is known under another name, too', async () => {
    const before = session.info().claudeSessionId;
    expect(await session.command('/new')).toMatchObject({
      ...{ delivered: true, evidence: { rule: 'transcript.command.alias' } },
    });
    await eventually('a new conversation', () => session.info().claudeSessionId !== before);
    await idle();
  });

  test('that is a prompt in the end is delivered by its hook, and a turn', async () => {
    world.api.when('analyze this codebase', [say('Analysed.')]);
    expect(await session.command('/init')).toMatchObject({
      ...{ delivered: true, evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' } },
    });
    expect(await idle()).toMatchObject({ lastTurn: { outcome: 'completed', text: 'Analysed.' } });
  });

  test.each(['/help', '/model', '/cost', '/status', '/export'])(
    '%s opens a view, and is delivered when that is seen',
    async (command) => {
      const sent = await session.command(command);
      expect(sent).toMatchObject({ ok: true, delivered: true, verdict: 'delivered' });
      expect(['screen', 'registry']).toContain(sent.evidence?.source);
      await expect(session.command('/compact')).rejects.toMatchObject({ code: 'dialog_open' });
      await session.escape();
      await idle();
    },
  );

  test('whose list waits for somebody ends a wait for whatever comes first', async () => {
    await session.command('/model');
    expect(await session.waitFor()).toMatchObject({ timedOut: false, pending: { kind: 'dialog' } });
    expect(await session.waitFor('idle', { timeoutMs: 300 })).toMatchObject({ timedOut: true });
    await session.escape();
    await idle();
  });

  test('that Claude Code does not know has failed, and says so', async () => {
    const sent = await session.command('/no-such-command with words');
    expect(sent).toMatchObject({
      ...{ ok: false, delivered: false, verdict: 'failed' },
      evidence: { source: 'transcript', rule: 'transcript.unknown_command' },
    });
    await idle();
  });

  test('that is a part of a name runs no other, and leaves nothing in the box', async () => {
    for (const part of ['/co', '/mode', '/c']) {
      await expect(session.command(part)).rejects.toMatchObject({ code: 'command_not_possible' });
      expect(session.info().detail.draft).toBeNull();
    }
    expect((await texts()).some((text) => text.startsWith('/co'))).toBe(false);
    expect(await session.send('still here')).toMatchObject({ delivered: true });
    await idle();
  });

  test.each([
    ['/', 'command_not_possible'],
    ['/a/b', 'command_not_possible'],
    ['/ model', 'command_not_possible'],
    ['  ', 'invalid_request'],
    ['/model\u001b[B', 'control_characters'],
    ['/model \ud800', 'invalid_request'],
  ])('%j is none', async (command, code) => {
    await expect(session.command(command)).rejects.toMatchObject({ code });
    expect(session.info().detail.draft).toBeNull();
  });

  test('waits its turn while the session works', async () => {
    world.api.when('take a while', [[thinkFor(2_500), say('Taken.')]]);
    await session.send('take a while');
    const sent = await session.command('/rename later');
    expect(sent).toMatchObject({ ok: true, delivered: false, verdict: 'queued' });
    await idle();
    const known = await session.command('/rename later');
    expect(known.delivered).toBe(true);
    await idle();
    const said = (await texts()).filter((text) => text === 'Session renamed to: later');
    expect(said).toHaveLength(2);
  });
});

describe('a shell command', () => {
  beforeEach(async () => {
    await idle();
  });

  test('answers with what it printed', async () => {
    expect(await session.bash('printf out')).toMatchObject({
      ...{ ok: true, delivered: true, stdout: 'out', stderr: '' },
      evidence: { source: 'transcript', rule: 'transcript.shell' },
    });
    await idle();
    // 2.1.330 tells the two apart no more.
    const { stdout, stderr } = await session.bash('printf out; printf err >&2');
    expect(`${stdout}${stderr}`).toBe('outerr');
    await idle();
  });

  test.each([
    ['signs of a shell', `echo "a  b" '$HOME' \\\\ | cat; echo 'x\\'`],
    ['a first exclamation mark', '! false && echo yes'],
    ['other writing', "echo '日本語 👩‍👩‍👧 שלום'"],
    ['a slash', '/bin/echo slash'],
    ['a long line', `echo ${Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ')}`],
  ])('goes as it was sent: %s', async (_name, command) => {
    const expected: Record<string, string> = {
      [`echo "a  b" '$HOME' \\\\ | cat; echo 'x\\'`]: 'a  b $HOME \\\nx\\',
      '! false && echo yes': 'yes',
      "echo '日本語 👩‍👩‍👧 שלום'": '日本語 👩‍👩‍👧 שלום',
      '/bin/echo slash': 'slash',
    };
    const { stdout, stderr } = await session.bash(command);
    expect([stdout?.trimEnd(), stderr]).toEqual([expected[command] ?? command.slice(5), '']);
    await idle();
  });

  test('that fails says what it printed on either', async () => {
    const { stdout, stderr } = await session.bash('echo o; echo e >&2; exit 3');
    expect(`${stdout}${stderr}`).toMatch(/^o\ne\n/);
    await idle();
  });

  test('that takes longer goes on, and is asked for again by its key', async () => {
    const key = { idempotencyKey: 'slow' };
    const begun = await session.bash('sleep 4; echo x >> slow.txt; echo done', {
      ...key,
      timeoutMs: 1_000,
    });
    expect(begun).toMatchObject({ delivered: true, stdout: null });
    expect(begun.evidence?.source).not.toBe('transcript');
    const again = await session.bash('sleep 4; echo x >> slow.txt; echo done', key);
    expect(again).toMatchObject({ messageId: begun.messageId, stdout: 'done' });
    await idle();
    // Also for whoever comes after this program.
    await world.restart();
    session = world.aegis.sessions.get(session.id);
    expect(await session.bash('sleep 4; echo x >> slow.txt; echo done', key)).toEqual(again);
    const { stdout } = await session.bash('cat slow.txt');
    expect(stdout?.trim()).toBe('x');
    await idle();
  });

  test('that is interrupted is not waited for, and leaves the box to the next', async () => {
    const running = session.bash('sleep 60');
    await eventually('work', () => session.info().status === 'working');
    await session.interrupt();
    expect(await running).toMatchObject({ delivered: true, stdout: null, stderr: null });
    expect(await session.bash('echo next')).toMatchObject({ stdout: 'next' });
    await idle();
  });

  test('is typed afresh behind a half that an earlier Aegis has left, and once alone', async () => {
    const words = 'more '.repeat(700).trim();
    const command = `echo once >> once.txt; echo ${words}`;
    const key = { idempotencyKey: 'cut' };
    const typed = session.bash(command, key).catch((error: unknown) => error);
    await eventually('a part of it', () => (session.info().detail.draft ?? '').length > 400, {
      everyMs: 5,
    });
    await world.restart();
    expect(await typed).toMatchObject({ code: 'shutting_down' });
    session = world.aegis.sessions.get(session.id);
    const again = await session.bash(command, key);
    expect(again.stdout?.trim()).toBe(words);
    await idle();
    expect((await session.bash('cat once.txt')).stdout?.trim()).toBe('once');
    await idle();
  });

  test("is not typed over a person's own", async () => {
    await press('-l', '!');
    await eventually('shell mode', () => session.info().detail.activity === 'shell_mode');
    await press('-l', 'rm -r');
    await eventually('a draft', () => session.info().detail.draft === 'rm -r');
    for (const act of [() => session.bash('ls'), () => session.command('/help')]) {
      await expect(act()).rejects.toMatchObject({ code: 'draft_in_box' });
    }
    await press('C-u');
    await press('BSpace');
    await eventually('an empty box', () => session.info().detail.activity === null);
    expect((await session.bash('echo free')).stdout).toBe('free');
    await idle();
  });
});

test('/exit ends the session, and that is its proof', async () => {
  expect(await session.command('/exit')).toMatchObject({
    ...{ ok: true, delivered: true, evidence: { source: 'process', rule: 'process.exited' } },
  });
  expect(session.info()).toMatchObject({ status: 'exited', exit: { reason: 'exited' } });
  await expect(session.command('/help')).rejects.toMatchObject({ code: 'session_exited' });
  await expect(session.bash('ls')).rejects.toMatchObject({ code: 'session_exited' });
});
