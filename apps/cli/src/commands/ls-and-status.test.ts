import type { Explanation } from '@aegis/protocol';
import { samplePending, sampleSession, sampleSessionId } from '@aegis/client/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('ls and status', () => {
  test('ls prints a table', async () => {
    world.put({ name: 'build', status: 'working' });
    world.put({ id: sampleSessionId(2), name: 'evil\u001b[2J\nname', workDir: '/other' });
    const run = await world.run(['ls']);
    expect(run.stdout).toBe(`ID                        NAME           STATUS   FOR  DIRECTORY
${ID}  build          working  1m   /project
${sampleSessionId(2)}  evil␛[2J⏎name  idle     1m   /other
`);
  });

  test('ls passes its filters on and follows the pages', async () => {
    const pages = [
      { sessions: [sampleSession()], nextCursor: 'more' },
      { sessions: [sampleSession({ id: sampleSessionId(2) })], nextCursor: null },
    ];
    world.aegis.answer('listSessions', () => pages.shift());
    const run = await world.run(['--json', 'ls', '-s', 'idle,working', '-d', '.', '-t', 'x']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      sessions: [{ id: ID }, { id: sampleSessionId(2) }],
      nextCursor: null,
    });
    const query = { status: 'idle,working', workDir: '/here', tag: 'x' };
    expect(world.aegis.requests.map((request) => request.query)).toEqual([
      query,
      { ...query, cursor: 'more' },
    ]);
  });

  test('status shows what is known, and leaves out what is not', async () => {
    world.put({
      status: 'idle',
      lastTurn: { ...completed, outcome: 'limited', error: 'Limit reached' },
      tags: ['a', 'b'],
      usage: {
        inputTokens: 5,
        outputTokens: 7,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        costUsd: 0.25,
      },
    });
    const { stdout } = await world.run(['status', 'sample']);
    expect(stdout).toContain(`${ID}  idle\n`);
    expect(stdout).toContain('last turn  limited: Limit reached');
    expect(stdout).toContain('cost       $0.2500');
    expect(stdout).toContain('tags       a, b');
    expect(stdout).not.toContain('model');
    expect(stdout).not.toContain('null');
  });

  test('status --explain asks for the explanation, and shows it below', async () => {
    const explanation: Explanation = {
      screen: null,
      sources: [{ source: 'screen', status: 'idle', rule: 'screen.\u001b[2Jbox', since: AT }],
      decided: { by: 'busy_or_idle', evidence: { source: 'screen', rule: 'screen.box', at: AT } },
    };
    world.aegis.answer('getSession', ({ query }) => ({
      ...sampleSession(),
      ...(query['explain'] === 'true' ? { explanation } : {}),
    }));
    const { stdout } = await world.run(['status', '--explain', ID]);
    expect(stdout).toContain('  screen  idle  screen.␛[2Jbox  for 1m\n');
    expect(stdout).toContain('  busy_or_idle: screen, screen.box\n');
    expect((await world.run(['status', ID])).stdout).not.toContain('busy_or_idle');
    const json = await world.run(['status', ID, '-x', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: ID, explanation });
  });

  test('disagreements shows what was counted, and the kept screens', async () => {
    const since = '2026-01-01T00:00:00.000Z';
    const none = { counts: {}, since, frames: [], folder: '/state/disagreements' };
    world.aegis.answer('disagreements', () => none);
    expect((await world.run(['disagreements'])).stdout).toBe(`No disagreement since ${since}.\n`);
    const what = 'screen:idle vs registry:working';
    const frame = {
      ...{ id: '0123456789abcdef', kind: 'sources', what, firstAt: since, lastAt: AT, count: 2 },
      ...{ claudeVersion: '2.1.330', cols: 20, rows: ['─────', ' ❯ 1. Yes\u0007', ''] },
      sources: [{ word: 'screen:idle', rule: 'screen.box' }],
    };
    const found = { ...none, counts: { rare: 1, [what]: 2 }, frames: [frame] };
    world.aegis.answer('disagreements', () => found);
    expect((await world.run(['disagreements'])).stdout).toBe(`Since ${since}:
  2  ${what}
  1  rare
${what}  2 times, last 1m ago, Claude Code 2.1.330
  screen:idle (screen.box)
    ─────
     ❯ 1. Yes␇
Nothing of yours is in these screens. They are in /state/disagreements
`);
    const json = await world.run(['disagreements', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(found);
  });

  test('status shows the screen that a session ended with', async () => {
    const exit = {
      code: 1,
      signal: null,
      at: AT,
      reason: 'crashed',
      lastScreen: 'oops\u0007',
    } as const;
    world.put({ status: 'exited', exit });
    const { stdout } = await world.run(['status', ID]);
    expect(stdout).toContain('crashed (code 1)');
    expect(stdout).toContain('  oops␇');
  });

  test('a long tool input is cut for people, and whole as JSON', async () => {
    const content = 'x'.repeat(5000);
    world.put({ status: 'permission_prompt', pending: samplePending({ toolInput: { content } }) });
    expect((await world.run(['status', ID])).stdout).toContain('(3000 more characters');
    expect((await world.run(['status', ID, '--json'])).stdout).toContain(content);
  });
});
