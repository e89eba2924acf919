import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askUserQuestion, bash, eventually, exitPlanMode, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';
import { DATABASE, FEATURES } from './testing/sample-questions.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({ workDir: world.workDir });
});
afterAll(() => world.dispose());

/** What the model was told last, which is how Claude Code took the answer. */
function lastRequest(): string {
  return JSON.stringify(world.api.requests.findLast(({ kind }) => kind === 'main')?.body);
}

async function ask(prompt: string, questions: Parameters<typeof askUserQuestion>[0]) {
  world.api.when(prompt, [askUserQuestion(questions), say(`Thanks for ${prompt}.`)]);
  await session.send(prompt);
  const { pending } = await session.waitFor('ask_question');
  return pending;
}

/** The hook tells of a dialog before it is drawn. */
async function seenOnScreen(): Promise<void> {
  for await (const event of session.events({ after: 0 })) {
    const { pending } = session.info();
    if (event.type === 'pending-changed' && event.data.pending.id === pending?.id) return;
  }
}

test('a question is answered by its label, through the hook', async () => {
  const pending = await ask('question one', [DATABASE]);
  expect(pending).toMatchObject({ kind: 'question', via: 'hook' });
  expect(pending?.questions).toMatchObject([
    { question: 'Which database?', header: 'Database', multiSelect: false },
  ]);
  const result = await session.answer({ Database: 'postgres' }, pending?.id);
  expect(result).toEqual({ ok: true, via: 'hook', chosen: 'Postgres' });
  await session.waitFor('idle');
  expect(lastRequest()).toContain('Postgres');
});

test('a single question is answered by sending text', async () => {
  await ask('question two', [DATABASE]);
  expect(await session.send('Neither, use files')).toMatchObject({ delivered: true });
  await session.waitFor('idle');
  expect(lastRequest()).toContain('Neither, use files');
});

test('several questions at once need an answer each', async () => {
  const pending = await ask('question three', [DATABASE, FEATURES]);
  await expect(session.send('SQLite')).rejects.toMatchObject({ code: 'dialog_open' });
  await expect(session.answer({ Database: 'SQLite' })).rejects.toMatchObject({
    code: 'answer_incomplete',
  });
  await expect(session.approve()).rejects.toMatchObject({ code: 'not_supported' });
  const answers = { Database: 'SQLite', Features: ['Auth', 'Export'] };
  await session.answer(answers, pending?.id);
  await session.waitFor('idle');
  expect(lastRequest()).toContain('Auth, Export');
});

test('after a restart questions are answered on the screen', async () => {
  const before = await ask('question four', [DATABASE, FEATURES]);
  await seenOnScreen();
  session = (await world.restart()).sessions.get(session.id);
  const { pending } = await session.waitFor('ask_question');
  expect(pending).toMatchObject({ id: before?.id, via: 'screen' });
  const answers = { Database: 'Postgres', Features: ['Search'] };
  const result = await session.answer(answers, pending?.id);
  expect(result).toEqual({ ok: true, via: 'screen', chosen: 'Postgres; Search' });
  await session.waitFor('idle');
  expect(lastRequest()).toContain('Postgres');
  expect(lastRequest()).toContain('Search');
});

test('after a restart a command is approved on the screen', async () => {
  world.api.when('restart in between', [bash('echo r > restarted.txt'), say('Restarted.')]);
  await session.send('restart in between');
  await session.waitFor('bash_approval');
  session = (await world.restart()).sessions.get(session.id);
  const { pending } = await session.waitFor('bash_approval');
  expect(pending).toMatchObject({
    kind: 'bash',
    via: 'screen',
    toolInput: { command: 'echo r > restarted.txt' },
  });
  const result = await session.approve({ requestId: pending?.id ?? '' });
  expect(result).toEqual({ ok: true, via: 'screen', chosen: 'Yes' });
  await session.waitFor('idle');
  expect(existsSync(join(world.workDir, 'restarted.txt'))).toBe(true);
});

test('after a restart a command is rejected on the screen, with feedback', async () => {
  world.api.when('reject in between', [bash('echo x > rejected.txt'), say('Understood.')]);
  await session.send('reject in between');
  await session.waitFor('bash_approval');
  session = (await world.restart()).sessions.get(session.id);
  await session.waitFor('bash_approval');
  const result = await session.reject({ feedback: 'Use another name' });
  expect(result).toMatchObject({ ok: true, via: 'screen' });
  await session.waitFor('idle');
  expect(existsSync(join(world.workDir, 'rejected.txt'))).toBe(false);
  expect(lastRequest()).toContain('Use another name');
});

test('a person in the terminal answers first, and it is noticed', async () => {
  world.api.when('by hand', [bash('echo h > by-hand.txt'), say('By hand.')]);
  await session.send('by hand');
  const { pending, paneId } = await session.waitFor('bash_approval');
  const closed = (async () => {
    for await (const event of session.events({ after: 0 })) {
      if (event.type === 'pending-closed' && event.data.pendingId === pending?.id) return event;
    }
    return null;
  })();
  await seenOnScreen();
  // Keys in the first moments of a dialog are lost; a person presses again.
  await eventually('the dialog to close', async () => {
    await world.tmux('send-keys', '-t', paneId ?? '', 'Enter');
    const now = await session.waitFor('idle', { timeoutMs: 1_000 });
    return now.pending?.id !== pending?.id;
  });
  expect(await closed).toMatchObject({ data: { closedBy: 'elsewhere' } });
  await expect(session.approve({ requestId: pending?.id ?? '' })).rejects.toMatchObject({
    code: 'dialog_gone',
  });
  await session.waitFor('idle');
  expect(existsSync(join(world.workDir, 'by-hand.txt'))).toBe(true);
});

test('a plan is approved, and edits are still asked for', async () => {
  await session.kill();
  session = await world.aegis.sessions.create({ workDir: world.workDir, permissionMode: 'plan' });
  world.api.when('make a plan', [exitPlanMode('1. Do it.'), say('I do it.')]);
  await session.send('make a plan');
  const { pending, status } = await session.waitFor('plan_mode');
  expect(status).toBe('plan_mode');
  expect(pending).toMatchObject({ kind: 'plan', toolName: 'ExitPlanMode' });
  await session.approve({ requestId: pending?.id ?? '' });
  const idle = await session.waitFor('idle');
  expect(idle.lastTurn).toMatchObject({ outcome: 'completed', text: 'I do it.' });
  expect(idle.detail.modeLine).not.toMatch(/auto|accept edits|bypass/);
});
