import type { Subagent, SwarmSession } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { ancestorsBy, groupSessions } from './group-sessions.ts';

const NONE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

const session = (id: string, known: Partial<SwarmSession> = {}): SwarmSession => ({
  ...{ id, name: id, workDir: '/w', status: 'idle', statusText: null, parentId: null, tags: [] },
  ...{ pending: null, stalledSince: null, lastTurn: null, subagents: [] },
  usage: { ...NONE, costUsd: null },
  ...known,
});

function group(sessions: SwarmSession[], { tag, top }: { tag?: string; top?: string } = {}) {
  const parents = new Map(sessions.map(({ id, parentId }) => [id, parentId]));
  const ancestors = ancestorsBy((id) => parents.get(id) ?? null, top ?? null);
  return groupSessions(sessions, ancestors, tag);
}
const shape = (...given: Parameters<typeof group>) =>
  group(...given).groups.map(
    ({ kind, key, sessions }) => `${kind} ${key}: ${sessions.map(({ id }) => id).join(' ')}`,
  );

describe('groupSessions', () => {
  test('puts a session with all that it started, and what they started', () => {
    const sessions = [
      session('a'),
      session('b'),
      session('a1', { parentId: 'a' }),
      session('a11', { parentId: 'a1' }),
      session('c'),
      session('b1', { parentId: 'b' }),
    ];
    expect(shape(sessions)).toEqual(['parent b: b b1', 'parent a: a a1 a11', 'none null: c']);
    expect(
      shape(
        sessions.filter(({ id }) => id.startsWith('a1')),
        { top: 'a1' },
      ),
    ).toEqual(['parent a1: a1 a11']);
  });

  test('keeps the children of one that is not listed together', () => {
    expect(shape([session('x', { parentId: 'gone' }), session('y', { parentId: 'gone' })])).toEqual(
      ['parent gone: x y'],
    );
  });

  test('does not go round in a circle', () => {
    const circle = [session('a', { parentId: 'b' }), session('b', { parentId: 'a' })];
    expect(shape(circle)).toEqual(['none null: a b']);
  });

  test('puts sessions of one tag together, as often as they share one', () => {
    const sessions = [
      session('a', { tags: ['x', 'y', 'x'] }),
      session('b', { tags: ['y'] }),
      session('c', { tags: ['x', 'alone'] }),
      session('d', { tags: ['alone too'] }),
    ];
    expect(shape(sessions)).toEqual(['tag y: a b', 'tag x: a c', 'none null: d']);
    expect(shape([sessions[3] ?? session('d')], { tag: 'alone too' })).toEqual([
      'tag alone too: d',
    ]);
  });

  test('sums up each group, and each session once over all', () => {
    const used = { ...NONE, inputTokens: 10, costUsd: 0.5 };
    const pending = { id: 'p', kind: 'bash', title: 'Bash', since: '2026-01-01T00:00:00.000Z' };
    const running: Subagent = {
      ...{ id: 'g', type: null, description: null, messages: 1 },
      ...{ startedAt: null, endedAt: null },
      state: 'running',
    };
    const { totals, groups } = group([
      session('a', { tags: ['x', 'y'], usage: used, status: 'bash_approval', pending }),
      session('b', { tags: ['x', 'y'], usage: used, stalledSince: pending.since }),
      session('c', { subagents: [running, { ...running, state: 'done' as const }] }),
    ]);
    expect(totals).toEqual({
      ...{ sessions: 3, waiting: 1, stalled: 1, subagentsRunning: 1 },
      byStatus: { bash_approval: 1, idle: 2 },
      // What used nothing cost nothing.
      usage: { ...NONE, inputTokens: 20, costUsd: 1 },
    });
    expect(groups.map((one) => one.totals.sessions)).toEqual([2, 2, 1]);
  });

  test('does not know a sum of which it does not know a part', () => {
    const known = { ...NONE, inputTokens: 10, costUsd: 0.5 };
    const sessions = [
      session('a', { usage: known }),
      session('b', { usage: { ...known, costUsd: null } }),
    ];
    expect(group(sessions).totals.usage.costUsd).toBeNull();
    expect(group([]).totals.usage.costUsd).toBe(0);
    expect(group([]).groups).toEqual([]);
  });
});
