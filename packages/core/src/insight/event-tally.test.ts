import type { AegisEvent } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { eventAt } from '../testing/event-at.ts';
import { EventTally } from './event-tally.ts';

function tally(events: readonly AegisEvent[], now = { until: 1_000, queued: 0 }) {
  const counted = new EventTally();
  for (const event of events) counted.take(event);
  return counted.counts(now);
}

describe('EventTally', () => {
  test('counts what happened', () => {
    const call = { role: 'assistant', contentType: 'tool_use', toolName: 'Bash' } as const;
    const result = { contentType: 'tool_result' } as const;
    const counts = tally(
      [
        eventAt(0).created({ status: 'starting' }),
        eventAt(100).status('idle'),
        eventAt(150).delivered('m1', { tookMs: 1 }),
        eventAt(150).delivered('m2', { verdict: 'unconfirmed', tookMs: 1 }),
        eventAt(160).delivered('m3', { verdict: 'failed', tookMs: 1 }),
        // Late proof.
        eventAt(170).delivered('m2', { tookMs: 1 }),
        eventAt(200).status('working'),
        eventAt(210).message({ ...call, toolUseId: 't1' }),
        eventAt(220).message({ ...call, toolUseId: 't2', toolName: 'Read' }),
        eventAt(220).message({ ...call, toolUseId: 't3' }),
        eventAt(230).message({ ...call, toolUseId: 't4', isSidechain: true }),
        eventAt(240).message({ ...result, toolUseId: 't2', isError: false }),
        eventAt(240).message({ ...result, toolUseId: 't1', isError: true }),
        eventAt(300).status('idle'),
        eventAt(300).turnEnded('completed'),
        eventAt(400).turnEnded('refused'),
        eventAt(410).stalled(),
        eventAt(420).recovered(),
        eventAt(430).recovered(),
      ],
      { until: 1_000, queued: 2 },
    );
    expect(counts).toMatchObject({
      prompts: { delivered: 2, unconfirmed: 0, failed: 1, queued: 2 },
      turns: { total: 2, byOutcome: { completed: 1, refused: 1, failed: 0 } },
      ...{ stalls: 1, recoverySteps: 2, messages: 5, toolCalls: 3, toolErrors: 1 },
      tools: [
        { name: 'Bash', calls: 2, errors: 1 },
        { name: 'Read', calls: 1, errors: 0 },
      ],
      statusMs: { starting: 100, idle: 800, working: 100 },
    });
    expect(counts.statusHistory.map(({ status }) => status)).toEqual(
      'starting idle working idle'.split(' '),
    );
  });

  test('says who closed a dialog, whichever of the two events of a policy comes first', () => {
    const { pendings, policy } = tally([
      ...['a', 'b', 'c', 'd'].map((id) => eventAt(0).opened(id)),
      eventAt(1).closed('a', 'aegis'),
      eventAt(1).closed('b', 'elsewhere'),
      eventAt(1).decided('allow', 'c'),
      eventAt(2).closed('c', 'aegis'),
      eventAt(3).closed('d', 'aegis'),
      eventAt(3).decided('deny', 'd'),
      // It decides before anybody is asked.
      eventAt(4).decided('allow', null),
      eventAt(5).decided('ask', 'a'),
    ]);
    expect(pendings).toEqual({ opened: 4, byAegis: 1, elsewhere: 1, byPolicy: 2 });
    expect(policy).toEqual({ allowed: 2, denied: 1, asked: 1 });
  });

  test('times what is left of a session whose first events were pruned', () => {
    const { statusMs, statusHistory } = tally([eventAt(400).status('working')]);
    expect(statusMs).toEqual({ working: 600 });
    expect(statusHistory).toHaveLength(1);
    expect(tally([]).statusMs).toEqual({});
  });

  test('lists the newest changes of a session that changes for ever, and counts all', () => {
    const events = Array.from({ length: 5_000 }, (_, index) =>
      eventAt(index).status(index % 2 === 0 ? 'idle' : 'working'),
    );
    const { statusMs, statusHistory } = tally(events, { until: 5_000, queued: 0 });
    expect(statusMs).toEqual({ idle: 2_500, working: 2_500 });
    expect(statusHistory).toHaveLength(1_000);
    expect(statusHistory.at(-1)?.status).toBe('working');
  });

  test('a clock that was set back takes no time', () => {
    expect(tally([eventAt(500).status('idle'), eventAt(100).status('working')]).statusMs).toEqual({
      idle: 0,
      working: 900,
    });
  });
});
