import { samplePending, sampleSession } from '@aegis/client/testing';
import { type Session } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('wait', () => {
  test.each<[string, string[], Partial<Session>, boolean, number]>([
    ['a turn that was completed', [], { lastTurn: completed }, false, 0],
    ['a turn that failed', [], { lastTurn: { ...completed, outcome: 'failed' } }, false, 1],
    ['a dialog', [], { status: 'bash_approval', pending: samplePending() }, false, 7],
    ['the end', [], { status: 'exited' }, false, 1],
    ['the end, which was asked for', ['-s', 'exited'], { status: 'exited' }, false, 0],
    ['nothing in time', ['--timeout', '5s'], { status: 'working' }, true, 6],
  ])('%s', async (_name, flags, session, timedOut, code) => {
    world.put();
    world.aegis.answer('wait', () => ({ ...sampleSession(session), timedOut }));
    expect((await world.run(['wait', ID, ...flags])).code).toBe(code);
  });

  test('passes the statuses and the time on', async () => {
    world.put();
    world.aegis.answer('wait', () => ({ ...sampleSession(), timedOut: false }));
    await world.run(['wait', ID, '-s', 'idle,exited', '--timeout', '2m', '--json']);
    expect(world.aegis.requests.at(-1)?.query).toEqual({
      status: 'idle,exited',
      timeoutMs: '120000',
    });
  });
});

describe('pane', () => {
  beforeEach(() => {
    world.put();
    world.aegis.answer('capturePane', ({ query }) => ({
      pane: query['format'] === 'ansi' ? '\u001b[31mred' : 'plain\u0007',
      cols: 80,
      rows: 24,
      cursor: { x: 0, y: 0, visible: true },
      title: '',
      alternate: false,
    }));
  });

  test('prints the screen with nothing in it that acts on the terminal', async () => {
    expect((await world.run(['pane', ID])).stdout).toBe('plain␇\n');
  });

  test('prints it as it is with --ansi, and resets the colours after it', async () => {
    expect((await world.run(['pane', ID, '--ansi', '--history', '5'])).stdout).toBe(
      '\u001b[31mred\u001b[0m\n',
    );
    expect(world.aegis.requests.at(-1)?.query).toEqual({ format: 'ansi', history: '5' });
  });

  test('asks for the lines with --json', async () => {
    expect(JSON.parse((await world.run(['pane', ID, '--json'])).stdout)).toMatchObject({
      cols: 80,
    });
    expect(world.aegis.requests.at(-1)?.query).toEqual({ format: 'json' });
  });
});
