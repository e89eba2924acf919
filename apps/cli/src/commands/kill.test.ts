import { sampleSession, sampleSessionId } from '@aegis/client/testing';
import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('kill', () => {
  beforeEach(() => {
    world.put({ name: 'one' });
    world.put({ id: sampleSessionId(2), name: 'two' });
    world.put({ id: sampleSessionId(3), name: 'gone', status: 'exited' });
  });
  const left = () => [...world.aegis.sessions.values()].map(({ name }) => name);

  test('ends the sessions that are named', async () => {
    const run = await world.run(['kill', 'one', 'two']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toBe(`Ended ${ID} (one)\nEnded ${sampleSessionId(2)} (two)\n`);
    expect(left()).toEqual(['gone']);
  });

  test('says where a worktree stays that it worked in', async () => {
    const worktree = {
      path: '/w/tree',
      branch: 'aegis/fix',
      repository: '/w',
      base: 'a'.repeat(40),
    };
    world.put({ id: sampleSessionId(4), name: 'tree', worktree });
    world.aegis.answer('getSession', () => sampleSession({ status: 'exited', worktree }));
    const run = await world.run(['kill', 'tree']);
    expect(run.stdout).toBe(`Ended ${sampleSessionId(4)} (tree)\n`);
    expect(run.stderr).toBe('Its worktree stays: /w/tree (aegis/fix)\n');
    world.put({ id: sampleSessionId(4), name: 'tree', worktree });
    world.aegis.answer('getSession', () => sampleSession({ status: 'exited' }));
    expect((await world.run(['kill', 'tree'])).stderr).toBe('');
  });

  test('ends none where one of the names fits nothing', async () => {
    expect((await world.run(['kill', 'one', 'nope'])).code).toBe(4);
    expect(left()).toEqual(['one', 'two', 'gone']);
  });

  test('--all asks on a terminal, and takes no for an answer', async () => {
    const refused = await world.run(['kill', '--all'], { isTty: true, replies: ['n'] });
    expect(refused.code).toBe(1);
    expect(refused.io.questions).toEqual(['End 2 session(s): one, two? [y/N] ']);
    const closed = await world.run(['kill', '--all'], { isTty: true });
    expect(closed.code).toBe(1);
    expect(left()).toEqual(['one', 'two', 'gone']);
    await world.run(['kill', '--all'], { isTty: true, replies: ['y'] });
    expect(left()).toEqual(['gone']);
  });

  test.each([
    { parameters: ['kill', '--all', '--yes'], isTty: true },
    { parameters: ['kill', '--all'], isTty: false },
  ])('$parameters asks nothing (on a terminal: $isTty)', async ({ parameters, isTty }) => {
    const run = await world.run(parameters, { isTty });
    expect(run.io.questions).toEqual([]);
    expect(left()).toEqual(['gone']);
  });

  test('prints one line of JSON for each', async () => {
    const { stdout } = await world.run(['kill', 'one', 'two', '--json']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { ok: true, id: ID, name: 'one' },
      { ok: true, id: sampleSessionId(2), name: 'two' },
    ]);
  });

  test.each([[['kill']], [['kill', 'one', '--all']]])('refuses %j', async (parameters) => {
    expect((await world.run(parameters)).code).toBe(2);
    expect(left()).toHaveLength(3);
  });

  test("passes the server's refusal on", async () => {
    world.aegis.answer('killSession', () => {
      throw new AegisError('tmux_failed', 'tmux is gone.');
    });
    expect(await world.run(['kill', 'one'])).toMatchObject({
      code: 1,
      stderr: 'aegis: tmux is gone. (tmux_failed, request req_fake)\n',
    });
  });
});
