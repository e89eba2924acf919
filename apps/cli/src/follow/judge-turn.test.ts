import { samplePending, sampleSession } from '@aegis/client/testing';
import type { LastTurn, Session } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { type Awaited, type DeliveryChange, judgeTurn } from './judge-turn.ts';

const EARLY = '2026-01-02T03:04:00.000Z';
const MIDDLE = '2026-01-02T03:04:30.000Z';
const LATE = '2026-01-02T03:05:00.000Z';

const turn = (endedAt: string): LastTurn => ({
  outcome: 'completed',
  error: null,
  endedAt,
  text: null,
});
const failed = { delivered: false, attempts: 1, verdict: 'failed', evidence: null } as const;
const judge = (
  session: Partial<Session>,
  awaited: Awaited,
  deliveries: ReadonlyMap<string, DeliveryChange> = new Map(),
) => judgeTurn(sampleSession(session), awaited, deliveries);

const delivered: DeliveryChange = {
  messageId: 'm1',
  verdict: 'delivered',
  attempts: 1,
  evidence: { source: 'hook', rule: 'hook.user_prompt_submit', at: MIDDLE },
  tookMs: 5,
};

describe('judgeTurn', () => {
  test.each<[string, Partial<Session>, Awaited, string | null]>([
    ['ready when idle', {}, { kind: 'ready' }, 'ended'],
    ['not ready while starting', { status: 'starting' }, { kind: 'ready' }, null],
    ['idle before the first turn is no end of it', {}, { kind: 'first-turn' }, null],
    ['the first turn ended', { lastTurn: turn(EARLY) }, { kind: 'first-turn' }, 'ended'],
    ['working again', { status: 'working', lastTurn: turn(EARLY) }, { kind: 'first-turn' }, null],
    ['the prompt failed', { promptDelivery: failed }, { kind: 'first-turn' }, 'undelivered'],
    ['exited', { status: 'exited' }, { kind: 'first-turn' }, 'exited'],
    [
      'a dialog',
      { status: 'bash_approval', pending: samplePending() },
      { kind: 'ready' },
      'needs-answer',
    ],
    ['a dialog not yet known', { status: 'ask_question' }, { kind: 'ready' }, 'needs-answer'],
    [
      'a turn from before',
      { lastTurn: turn(EARLY) },
      { kind: 'turn-since', deliveredAt: MIDDLE },
      null,
    ],
    [
      'a turn from after',
      { lastTurn: turn(LATE) },
      { kind: 'turn-since', deliveredAt: MIDDLE },
      'ended',
    ],
    ['the same turn', { lastTurn: turn(EARLY) }, { kind: 'other-turn', endedAt: EARLY }, null],
    ['another turn', { lastTurn: turn(LATE) }, { kind: 'other-turn', endedAt: EARLY }, 'ended'],
    [
      'an old failure is not ours',
      { promptDelivery: failed },
      { kind: 'other-turn', endedAt: null },
      null,
    ],
  ])('%s', (_name, session, awaited, verdict) => {
    expect(judge(session, awaited)).toBe(verdict);
  });

  test('a queued message: not before it is delivered, and not by the turn before it', () => {
    const awaited = { kind: 'turn-of', messageId: 'm1' } as const;
    expect(judge({ lastTurn: turn(LATE) }, awaited)).toBeNull();
    const told = new Map([['m1', delivered]]);
    expect(judge({ lastTurn: turn(EARLY) }, awaited, told)).toBeNull();
    expect(judge({ lastTurn: turn(LATE) }, awaited, told)).toBe('ended');
    expect(judge({}, awaited, new Map([['m1', { ...delivered, ...failed }]]))).toBe('undelivered');
    expect(judge({ lastTurn: turn(LATE) }, awaited, new Map([['m2', delivered]]))).toBeNull();
  });
});
