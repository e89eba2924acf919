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
  interface Case {
    what: string;
    flags?: string[];
    session?: Partial<Session>;
    timedOut?: boolean;
    code: number;
  }
  const cases: Case[] = [
    { what: 'a turn that was completed', session: { lastTurn: completed }, code: 0 },
    {
      what: 'a turn that failed',
      session: { lastTurn: { ...completed, outcome: 'failed' } },
      code: 1,
    },
    { what: 'a dialog', session: { status: 'bash_approval', pending: samplePending() }, code: 7 },
    { what: 'the end', session: { status: 'exited' }, code: 1 },
    { what: 'what was asked for', flags: ['-s', 'exited'], session: { status: 'exited' }, code: 0 },
    { what: 'nothing in time', flags: ['--timeout', '5s'], timedOut: true, code: 6 },
  ];
  test.each(cases)('$what', async ({ flags = [], session, timedOut = false, code }) => {
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
