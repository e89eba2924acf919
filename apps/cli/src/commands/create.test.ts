import { samplePending, sampleSession } from '@aegis/client/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('create', () => {
  test('makes the body from its options, and prints the id', async () => {
    const run = await world.run([
      ...['create', 'sub/dir', '--prompt', 'Do it.', '-n', 'one', '--model', 'opus'],
      ...['--permission-mode', 'plan', '-e', 'A=b=c', '-e', 'EMPTY=', '-t', 'x', '-t', 'y'],
      ...['--', '--verbose', '--add-dir', '/else'],
    ]);
    expect(run).toMatchObject({ code: 0, stdout: `${ID}\n`, stderr: '' });
    expect(world.bodies()).toEqual([
      [
        'createSession',
        {
          workDir: '/here/sub/dir',
          prompt: 'Do it.',
          name: 'one',
          model: 'opus',
          permissionMode: 'plan',
          env: { A: 'b=c', EMPTY: '' },
          tags: ['x', 'y'],
          claudeArgs: ['--verbose', '--add-dir', '/else'],
        },
      ],
    ]);
  });

  test('works here by default, also where arguments for Claude Code follow', async () => {
    await world.run(['run', '--', '--verbose']);
    expect(world.bodies()).toEqual([
      ['createSession', { workDir: '/here', claudeArgs: ['--verbose'] }],
    ]);
  });

  test('reads a prompt from stdin', async () => {
    await world.run(['create', '--prompt', '-'], { stdin: 'Line one\nLine two\n' });
    expect(world.bodies()[0]?.[1]).toMatchObject({ prompt: 'Line one\nLine two' });
  });

  test.each([
    [['create', 'a', 'b'], 'One directory at most'],
    [['create', '-e', 'NOVALUE'], 'write NAME=VALUE'],
    [['create', '--permission-mode', 'yolo'], 'permissionMode'],
    [['create', '--wait', '--timeout', 'soon'], 'is no duration'],
    [['create', '--prompt', ''], 'prompt: must not be empty'],
  ])('refuses %j before anything is asked of the server', async (parameters, sentence) => {
    const run = await world.run(parameters);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(sentence);
    expect(world.bodies()).toEqual([]);
  });

  test('says what stands in the way of the prompt', async () => {
    const pending = samplePending({
      kind: 'trust',
      title: 'Do you trust this folder?',
      toolInput: null,
    });
    world.aegis.answer('createSession', () =>
      sampleSession({
        status: 'permission_prompt',
        pending,
        promptDelivery: { delivered: false, attempts: 0, verdict: 'queued', evidence: null },
      }),
    );
    const run = await world.run(['create', '--prompt', 'x']);
    expect(run).toMatchObject({ code: 0, stdout: `${ID}\n` });
    expect(run.stderr).toContain('Do you trust this folder?');
    expect(run.stderr).toContain(`aegis approve ${ID}`);
    expect(run.stderr).toContain('not proven delivered yet: queued');
  });
});

describe('create --wait', () => {
  test('prints what Claude said when the turn ended', async () => {
    const { done } = world.start(['create', '--wait', '--prompt', 'Test it.']);
    await world.streamOpen();
    world.change({ status: 'working' });
    world.change({ status: 'idle', lastTurn: completed });
    expect(await done).toMatchObject({
      code: 0,
      stdout: 'All tests pass.\n',
      stderr: `Session ${ID} (unnamed)\n`,
    });
  });

  test('is not over while the session is idle before its first turn', async () => {
    const { done } = world.start([
      'create',
      '--wait',
      '--prompt',
      'Test it.',
      '--timeout',
      '300ms',
    ]);
    await world.streamOpen();
    world.change({ status: 'idle' });
    const run = await done;
    expect(run.code).toBe(6);
    expect(run.stderr).toContain(`aegis wait ${ID}`);
  });

  test('without a prompt, is over when the session is ready', async () => {
    world.aegis.answer('createSession', () => sampleSession({ status: 'starting' }));
    world.put({ status: 'starting' });
    const { done } = world.start(['create', '--wait']);
    await world.streamOpen();
    world.change({ status: 'idle' });
    expect(await done).toMatchObject({ code: 0, stdout: '' });
  });

  test('prints what is asked, and how to answer it', async () => {
    const { done } = world.start(['create', '--wait', '--prompt', 'Test it.']);
    await world.streamOpen();
    world.change({ status: 'bash_approval', pending: samplePending() });
    const run = await done;
    expect(run.code).toBe(7);
    expect(run.stdout).toBe(`Waits for an answer: Bash command (bash_approval)
  Tool: Bash
  command: npm test
  1. Yes
  2. Yes, and don't ask again for npm
  3. No
To answer:
  aegis approve ${ID}
  aegis reject ${ID}
`);
  });

  test('fails where the turn was not completed', async () => {
    const { done } = world.start(['create', '--wait', '--prompt', 'Test it.', '--json']);
    await world.streamOpen();
    world.change({ lastTurn: { ...completed, outcome: 'failed', error: 'API Error: 529' } });
    const run = await done;
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ lastTurn: { outcome: 'failed' } });
    expect(run.stderr).toBe('');
  });

  test('shows how it goes on a terminal, and nowhere else', async () => {
    const { io, done } = world.start(['create', '--wait', '--prompt', 'x'], { isTty: true });
    await world.streamOpen();
    world.change({ status: 'working', statusText: 'Thinking\u001b[2J' });
    await expect.poll(() => io.spinners).toContain('sample: working, Thinking␛[2J');
    world.change({ status: 'idle', lastTurn: completed });
    const run = await done;
    expect(io.spinners.filter((text) => text === '(stopped)')).toHaveLength(2);
    expect(run.stdout).toBe('All tests pass.\n');
  });

  test('goes on over a cut stream', async () => {
    const { done } = world.start(['create', '--wait', '--prompt', 'Test it.']);
    await world.streamOpen();
    world.aegis.streams.cut();
    world.put({ status: 'idle', lastTurn: completed });
    expect((await done).code).toBe(0);
  });

  test('ends with 130 when interrupted, and leaves the session', async () => {
    const { Interruption } = await import('../io.ts');
    const { io, done } = world.start(['create', '--wait', '--prompt', 'Test it.']);
    await world.streamOpen();
    io.stop.abort(new Interruption('Interrupted.', 130));
    expect((await done).code).toBe(130);
    expect(world.aegis.sessions.has(ID)).toBe(true);
    expect(world.aegis.requests.map(({ routeId }) => routeId)).not.toContain('killSession');
  });
});
