import { samplePending } from '@aegis/client/testing';
import { AegisError, type Question } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

const DATABASE: Question = {
  question: 'Which database?',
  header: 'Database',
  multiSelect: false,
  options: [
    { label: 'Postgres', description: 'The usual\u001b[2J' },
    { label: 'SQLite', description: null },
  ],
};
const FEATURES: Question = {
  question: 'Which features?',
  header: null,
  multiSelect: true,
  options: [
    { label: 'Auth', description: null },
    { label: 'Mail', description: null },
  ],
};

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  for (const route of ['approve', 'reject', 'answer'] as const) {
    world.aegis.answer(route, () => ({ ok: true, via: 'hook', chosen: 'Yes' }));
  }
});
afterEach(() => world.aegis.stop());

const askBash = () => world.put({ status: 'bash_approval', pending: samplePending() });
const askQuestions = () =>
  world.put({
    status: 'ask_question',
    pending: samplePending({ kind: 'question', options: [], questions: [DATABASE, FEATURES] }),
  });

describe('approve and reject', () => {
  test('answer the dialog that was open when they looked, and say which it was', async () => {
    askBash();
    const run = await world.run(['approve', 'sample']);
    expect(run).toMatchObject({
      code: 0,
      stdout: 'Approved: Yes (by hook)\n',
      stderr: 'Bash command: npm test\n',
    });
    await world.run(['reject', ID, '--feedback', 'Use yarn.']);
    const asks = samplePending({ title: 'Do you want to proceed?' });
    world.put({ status: 'bash_approval', pending: asks });
    const { stderr } = await world.run(['approve', ID]);
    expect(stderr).toBe('Do you want to proceed? npm test\n');
    world.aegis.requests.pop();
    expect(world.bodies().filter(([route]) => route === 'approve' || route === 'reject')).toEqual([
      ['approve', { requestId: 'pen_1' }],
      ['reject', { requestId: 'pen_1', feedback: 'Use yarn.' }],
    ]);
  });

  test('pass a row, a scope and another dialog on', async () => {
    askBash();
    await world.run(['approve', ID, '--option', '2', '--request', 'pen_9']);
    await world.run(['approve', ID, '--option', 'Yes, and more', '--always']);
    expect(world.bodies().filter(([route]) => route === 'approve')).toEqual([
      ['approve', { option: 2, requestId: 'pen_9' }],
      ['approve', { option: 'Yes, and more', scope: 'always', requestId: 'pen_1' }],
    ]);
  });

  test('leave it to the server to refuse where nothing is open', async () => {
    world.put();
    world.aegis.answer('approve', () => {
      throw new AegisError('nothing_pending', 'Nothing is pending; the session is idle.');
    });
    const run = await world.run(['approve', ID]);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toContain('Nothing is pending; the session is idle. (nothing_pending');
    expect(run.stderr).toContain('aegis status SESSION');
  });
});

describe('answer', () => {
  const sent = () => world.bodies().find(([route]) => route === 'answer')?.[1];

  test('takes answers from the command line', async () => {
    askQuestions();
    const flags = ['--answer', 'Database=SQLite', '-a', '2=Auth', '-a', '2=Mail'];
    expect((await world.run(['answer', ID, ...flags])).code).toBe(0);
    expect(sent()).toEqual({
      answers: { 'Which database?': 'SQLite', 'Which features?': ['Auth', 'Mail'] },
      requestId: 'pen_1',
    });
  });

  test('asks on a terminal, again where a reply fits nothing', async () => {
    askQuestions();
    const run = await world.run(['answer', ID], { isTty: true, replies: ['7', '1', '1,2'] });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('Which database? (Database)\n  1. Postgres  The usual␛[2J\n');
    expect(run.stderr).toContain('Give a number from 1 to 2');
    expect(sent()).toEqual({
      answers: { 'Which database?': 'Postgres', 'Which features?': ['Auth', 'Mail'] },
      requestId: 'pen_1',
    });
  });

  test('answers nothing where the input ends first', async () => {
    askQuestions();
    expect((await world.run(['answer', ID], { isTty: true, replies: ['1'] })).code).toBe(2);
    expect(sent()).toBeUndefined();
  });

  test('needs --answer without a terminal', async () => {
    askQuestions();
    const run = await world.run(['answer', ID]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--answer "QUESTION=ANSWER"');
  });

  test('is not for other dialogs, nor for none', async () => {
    askBash();
    const other = await world.run(['answer', ID, '-a', 'x=y', '--json']);
    expect(other.code).toBe(5);
    expect(JSON.parse(other.stderr)).toMatchObject({ code: 'not_a_question' });
    world.put();
    const none = await world.run(['answer', ID, '-a', 'x=y']);
    expect(none.code).toBe(5);
    expect(none.stderr).toContain('nothing_pending');
    expect(sent()).toBeUndefined();
  });
});

describe('interrupt and escape', () => {
  test.each(['interrupt', 'escape'] as const)('%s tells the status after it', async (name) => {
    world.put();
    world.aegis.answer(name, () => ({ ok: true, status: 'idle' }));
    expect(await world.run([name, ID])).toMatchObject({ code: 0, stdout: 'idle\n' });
    world.aegis.answer(name, () => ({ ok: false, status: 'working' }));
    const run = await world.run([name, ID]);
    expect(run).toMatchObject({ code: 5, stdout: 'No effect was seen; still working\n' });
  });
});
