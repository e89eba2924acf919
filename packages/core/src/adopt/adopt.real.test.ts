import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  askUserQuestion,
  bash,
  createTmuxSandbox,
  eventually,
  paneOf,
  resolveClaude,
  say,
  type Pane,
  type TmuxSandbox,
} from '@aegis/testkit';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import type { AegisSession } from '../aegis/aegis-session.ts';
import { describeSession } from '../testing/describe-session.ts';
import { createRealWorld, type RealWorld } from '../testing/real-world.ts';

// A person's own tmux, their shell in it, and Claude Code started by hand: no hooks of ours, no settings, no session id.

let world: RealWorld;
let person: TmuxSandbox;
let socket: string;
let pane: Pane;
let session: AegisSession;

const tellOnFailure = () => {
  onTestFailed(async () => {
    console.log(await pane.screen(), await describeSession(world.aegis, session));
  });
};

beforeAll(async () => {
  world = await createRealWorld();
  person = createTmuxSandbox();
  const size = ['-x', '120', '-y', '40'];
  // `sh` as a login would have it: job control, so that Ctrl-Z suspends what runs.
  const variables = Object.entries({ ...world.home.env, PS1: 'shell> ' }).flatMap(
    ([key, value]) => ['-e', `${key}=${value}`],
  );
  await person.run(
    ...['new-session', '-d', '-s', 'work', '-c', world.workDir, ...size, ...variables],
    ...['--', 'bash', '--norc', '-i'],
  );
  socket = (await person.run('display-message', '-p', '#{socket_path}')).trim();
  pane = paneOf(person, 'work:0.0');
});
afterAll(async () => {
  await world.dispose();
  await person.dispose();
});

const startByHand = async (...flags: string[]) => {
  await pane.submit([resolveClaude(), '--permission-mode', 'default', ...flags].join(' '));
  await pane.waitFor('manual mode on');
};

test('a pane with no Claude Code, and one that is not there, say so', async () => {
  const { sessions } = world.aegis;
  await expect(sessions.adoptPane({ pane: 'work', socket })).rejects.toMatchObject({
    code: 'no_claude_in_pane',
  });
  await expect(sessions.adoptPane({ pane: '%77', socket })).rejects.toMatchObject({
    code: 'pane_not_found',
  });
  await expect(sessions.adoptPane({ pane: 'work', socket: `${socket}x` })).rejects.toMatchObject({
    code: 'tmux_failed',
  });
});

test('is taken over as it stands, with the conversation that it has had', async () => {
  await startByHand();
  world.api.when('before you came', [say('Said before.')]);
  await pane.submit('before you came');
  await pane.waitFor('Said before.');
  const adopt = () => world.aegis.sessions.adoptPane({ pane: 'work:0.0', socket, name: 'mine' });
  const [adopted, atOnce] = await Promise.all([adopt(), adopt()]);
  session = adopted;
  expect(atOnce.id).toBe(adopted.id);
  tellOnFailure();
  expect(session.info()).toMatchObject({
    ...{ name: 'mine', status: 'idle', workDir: world.workDir, adopted: { socketPath: socket } },
    ...{ paneId: '%0', promptDelivery: null, exit: null },
  });
  expect(session.info().claudeSessionId).not.toBeNull();
  const { messages } = await session.read();
  expect(messages.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['before you came', 'Said before.']),
  );
});

test('again is the same session', async () => {
  const again = await world.aegis.sessions.adoptPane({ pane: '%0', socket });
  expect(again.id).toBe(session.id);
});

test('a prompt is delivered by the registry’s or the transcript’s word', async () => {
  tellOnFailure();
  world.api.when('hello from aegis', [say('Hello back.')]);
  const sent = await session.send('hello from aegis');
  expect(sent).toMatchObject({ delivered: true, verdict: 'delivered' });
  expect(sent.evidence?.source).not.toBe('hook');
  const { lastTurn } = await session.waitFor('idle');
  expect(lastTurn).toMatchObject({ outcome: 'completed' });
  await pane.waitFor('Hello back.');
});

test('a permission and a question are answered on the screen', async () => {
  tellOnFailure();
  world.api.when('make it', [[bash('touch made.txt')], say('Made.')]);
  await session.send('make it');
  const { pending } = await session.waitFor('bash_approval');
  expect(pending).toMatchObject({ kind: 'bash', via: 'screen' });
  expect(await session.approve({ requestId: pending?.id ?? '' })).toMatchObject({ via: 'screen' });
  await session.waitFor('idle');
  expect(existsSync(join(world.workDir, 'made.txt'))).toBe(true);

  const question = {
    question: 'Which one?',
    header: 'One',
    options: [{ label: 'Left' }, { label: 'Right' }],
  };
  world.api.when('ask me', [askUserQuestion([question]), say('Thanks.')]);
  await session.send('ask me');
  await session.waitFor('ask_question');
  await session.answer({ One: 'Right' });
  await session.waitFor('idle');
});

test('a draft of the person’s is left alone: a prompt is refused, and nothing is lost', async () => {
  await person.run('send-keys', '-t', 'work:0.0', '-l', 'my own draft');
  await eventually('the draft', () => session.info().detail.draft === 'my own draft');
  await expect(session.send('not now')).rejects.toMatchObject({ code: 'draft_in_box' });
  expect(session.info().detail.draft).toBe('my own draft');
  await pane.press('C-u');
  await eventually('an empty box', () => session.info().detail.draft === null);
});

test('suspended by the person, it gets no key: the shell would run it', async () => {
  tellOnFailure();
  await pane.press('C-z');
  await pane.waitFor(/Stopped[\s\S]*shell>/);
  await eventually('the suspension', () => session.info().status === 'unknown');
  expect(session.info().detail.activity).toBe('suspended');
  const sent = await session.send('touch typed-into-the-shell.txt');
  expect(sent).toMatchObject({ delivered: false, verdict: 'queued' });
  await expect(session.escape()).rejects.toMatchObject({ code: 'not_in_foreground' });
  world.api.when('typed-into-the-shell', [say('Not the shell.')]);
  await pane.submit('fg');
  await eventually('delivery', () => session.info().detail.queued === 0);
  await session.waitFor('idle');
  expect(existsSync(join(world.workDir, 'typed-into-the-shell.txt'))).toBe(false);
}, 60_000);

test('resized by the person, it is read on', async () => {
  await person.run('resize-window', '-t', 'work:0', '-x', '90', '-y', '30');
  world.api.when('after the resize', [say('Narrow.')]);
  await session.send('after the resize');
  await session.waitFor('idle');
  expect(await session.pane()).toMatchObject({ cols: 90, rows: 30 });
});

test('after a restart it is watched again, and missed nothing', async () => {
  tellOnFailure();
  await world.aegis.close();
  world.api.when('while you were away', [say('Nobody watched.')]);
  await pane.submit('while you were away');
  await pane.waitFor('Nobody watched.');
  await world.restart();
  session = world.aegis.sessions.get(session.id);
  await session.waitFor('idle');
  expect(session.info()).toMatchObject({ status: 'idle', exit: null });
  const texts = (await session.read()).messages.map(({ text }) => text);
  expect(texts).toContain('Nobody watched.');
});

test('released, it goes on, and can be adopted again', async () => {
  session.release();
  expect(world.aegis.sessions.get(session.id).info()).toMatchObject({
    ...{ status: 'exited', exit: { reason: 'released' } },
  });
  expect(await pane.screen()).toContain('manual mode on');
  session = await world.aegis.sessions.adoptPane({ pane: 'work', socket });
  expect(session.info().status).toBe('idle');
});

test('its end is told, and the person’s shell goes on', async () => {
  await pane.submit('/exit');
  await pane.waitFor(/shell>\s*$/);
  const ended = await session.waitFor('exited', { timeoutMs: 10_000 });
  expect(ended.exit).toMatchObject({ reason: 'exited', code: null });
});

test('killed by Aegis, Claude Code ends and the pane stays', async () => {
  await startByHand();
  session = await world.aegis.sessions.adoptPane({ pane: 'work', socket });
  await session.kill();
  expect(session.info().exit).toMatchObject({ reason: 'killed' });
  await pane.submit('echo still $((40+2))');
  await pane.waitFor('still 42');
});
