import { samplePending, sampleSession, sampleSessionId } from '@aegis/client/testing';
import { AegisError, type Session } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld } from '../testing/run-against-fake.ts';

const within = { timeout: 10_000 };
let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

const lines = (...tasks: object[]) => tasks.map((task) => JSON.stringify(task)).join('\n');
const prompts = (...names: string[]) =>
  lines(...names.map((name) => ({ name, prompt: `do ${name}` })));
const id = sampleSessionId;

/** What every session looks like once it is asked for. */
function sessionsAre(state: (session: Session) => Partial<Session>): void {
  world.aegis.answer('getSession', ({ sessionId }) => {
    const session = world.aegis.sessions.get(sessionId);
    if (!session) throw new AegisError('session_not_found', 'No such session.');
    return { ...session, ...state(session) };
  });
}

function change(session: string, state: Partial<Session>): void {
  const before = world.aegis.sessions.get(session);
  if (before) world.aegis.sessions.set(session, { ...before, ...state });
  const event = { type: 'screen-drifted', data: { healed: true, lines: 1 } } as const;
  world.aegis.emit({ id: Date.now(), sessionId: session, at: AT, ...event });
}

const batch = (stdin: string, ...flags: string[]) =>
  world.run(['batch', '-f', '-', ...flags], { stdin });

describe('batch', () => {
  test('runs each task to its end and prints a table; the sessions stay', async () => {
    sessionsAre(() => ({ lastTurn: completed }));
    const run = await batch(prompts('one', 'two', 'three'));
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /LINE +SESSION +NAME +END +TOOK +COST +WHAT\n1 +ses_0+1 +one +completed/,
    );
    expect(run.stdout).toContain('3 completed.');
    expect(run.stderr).toContain(`1 one (${id(1)}): completed, All tests pass.`);
    expect(world.aegis.sessions.size).toBe(3);
  });

  test('tells what each used once that is written down', async () => {
    let isWritten = false;
    const { usage } = sampleSession();
    sessionsAre(() => ({
      lastTurn: completed,
      usage: { ...usage, costUsd: isWritten ? 0.5 : 0 },
    }));
    world.aegis.answer('readSession', () => {
      isWritten = true;
      return { messages: [], status: 'idle', statusText: null, cursor: null };
    });
    expect((await batch(prompts('one'))).stdout).toMatch(/completed +\S+ +\$0\.5000 /);
  });

  test('with --kill ends each session', async () => {
    sessionsAre(() => ({ lastTurn: completed }));
    expect((await batch(prompts('one', 'two'), '--kill')).code).toBe(0);
    expect(world.aegis.sessions.size).toBe(0);
  });

  test('is a partial failure where one fails, and goes on', async () => {
    sessionsAre(({ name }) =>
      name === 'two'
        ? { lastTurn: { ...completed, outcome: 'failed', error: 'API error 529' } }
        : { lastTurn: completed },
    );
    const run = await batch(prompts('one', 'two', 'three'), '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      results: [
        { line: 1, outcome: 'completed', error: null },
        { line: 2, outcome: 'failed', error: { error: 'API error 529' } },
        { line: 3, outcome: 'completed' },
      ],
      completed: 2,
      failed: 1,
      waiting: 0,
    });
  });

  test('says which one the server refused', async () => {
    world.aegis.answer('createSession', () => {
      throw new AegisError('workdir_missing', 'There is no such directory.');
    });
    const run = await batch(prompts('one'));
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('There is no such directory.');
  });

  test('runs no more at a time than it was told to', async () => {
    const stdin = prompts('one', 'two', 'three');
    const { done } = world.start(['batch', '-f', '-', '-c', '2'], { stdin });
    await expect.poll(() => world.aegis.streams.openCount, within).toBe(2);
    expect(world.aegis.sessions.size).toBe(2);
    change(id(1), { lastTurn: completed });
    await expect.poll(() => world.aegis.sessions.size, within).toBe(3);
    change(id(2), { lastTurn: completed });
    await expect.poll(() => world.aegis.streams.openCount, within).toBe(1);
    change(id(3), { lastTurn: completed });
    expect((await done).code).toBe(0);
  });

  test('answers nothing: shows who waits, and goes on once somebody has answered', async () => {
    const { done, io } = world.start(['batch', '-f', '-'], { stdin: prompts('one') });
    await expect.poll(() => world.aegis.streams.openCount, within).toBe(1);
    change(id(1), { status: 'bash_approval', pending: samplePending() });
    await expect.poll(() => io.written.stderr, within).toContain('waits: Bash command: npm test');
    expect(io.written.stderr).toContain(`aegis status ${id(1)}`);
    change(id(1), { status: 'idle', pending: null, lastTurn: completed });
    expect((await done).code).toBe(0);
    expect(world.bodies().map(([route]) => route)).not.toContain('approve');
  });

  test('with --leave-waiting gives the place to the next, and leaves the session', async () => {
    sessionsAre(({ name }) =>
      name === 'one'
        ? { status: 'bash_approval', pending: samplePending() }
        : { lastTurn: completed },
    );
    const run = await batch(prompts('one', 'two'), '-c', '1', '--leave-waiting', '--kill');
    expect(run.code).toBe(7);
    expect(run.stdout).toContain('1 completed, 1 waiting for an answer.');
    expect([...world.aegis.sessions.keys()]).toEqual([id(1)]);
  });

  test('with --timeout ends the wait for each', async () => {
    const run = await batch(prompts('one'), '--timeout', '50ms');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('timed-out');
  });

  test.each([
    ['--keep', 1],
    ['--kill', 0],
  ])('interrupted, %s leaves %d sessions', async (flag, left) => {
    const { done, io } = world.start(['batch', '-f', '-', '-c', '1', flag], {
      stdin: prompts('one', 'two'),
    });
    await expect.poll(() => world.aegis.streams.openCount, within).toBe(1);
    io.stop.abort(new Error('stopped by the test'));
    const run = await done;
    expect(run.code).not.toBe(0);
    expect(run.stdout).toMatch(/one +interrupted/);
    expect(run.stdout).toMatch(/two +interrupted/);
    expect(world.aegis.sessions.size).toBe(left);
  });

  test('with --detach only starts them, by the server', async () => {
    const error = { error: 'No such directory.', code: 'workdir_missing', details: {} };
    world.aegis.answer('batchCreate', ({ body }) => {
      const { sessions } = body as { sessions: object[] };
      return {
        results: sessions.map(() => ({ ok: false, error })),
        created: 0,
        failed: sessions.length,
      };
    });
    const run = await batch(
      prompts(...Array.from({ length: 51 }, (_, at) => `t${at}`)),
      '--detach',
    );
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('line 51 (t50): No such directory.');
    expect(world.bodies().map(([, body]) => (body as { sessions: [] }).sessions.length)).toEqual([
      50, 1,
    ]);
  });

  test('draws how it goes on a terminal, then the table', async () => {
    sessionsAre(() => ({ lastTurn: completed }));
    const run = await world.run(['batch', '-f', '-'], { stdin: prompts('one'), isTty: true });
    expect(run.stderr).toContain('0 of 1 ended, 1 running');
    // eslint-disable-next-line no-control-regex -- what is drawn is what is looked for
    expect(run.stderr).toMatch(/\u001B\[\d+A\r\u001B\[J$/);
  });

  test.each([
    [['batch']],
    [['batch', '-f', '/nowhere/tasks.ndjson']],
    [['batch', '-f', '-', '-c', '0']],
    [['batch', '-f', '-', '--keep', '--kill']],
    [['batch', '-f', '-', '--detach', '--kill']],
  ])('refuses %j', async (parameters) => {
    expect((await world.run(parameters, { stdin: prompts('one') })).code).toBe(2);
    expect(world.bodies()).toEqual([]);
  });

  test('tells a server that is not there once', async () => {
    await world.aegis.stop();
    const run = await batch(prompts('one', 'two'));
    expect(run.code).toBe(3);
    expect(run.stderr.match(/No Aegis server/g)).toHaveLength(1);
  });
});
