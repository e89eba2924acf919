import { LATENCIES, type AegisEvent } from '@aegis/core';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { scraped } from '../testing/scraped.ts';
import { BoundedLabels, OTHER } from './bounded-labels.ts';
import { defineCounters, defineLatencies } from './definitions.ts';
import { EventFeed } from './event-feed.ts';
import { UsageFeed } from './usage-feed.ts';

const at = '2026-01-01T00:00:00.000Z';
const verdict = { toolName: 'Bash', subject: null, rule: 0, reason: 'a rule' };

function feed() {
  const registry = new Registry();
  const counters = defineCounters(registry);
  const events = new EventFeed(counters, defineLatencies(registry));
  const usage = new UsageFeed(counters);
  return {
    usage,
    tell: (type: AegisEvent['type'], data: unknown) => {
      // As the store hands it out.
      events.take({ id: 1, sessionId: 'ses_11111111111111111111', at, type, data } as AegisEvent);
    },
    read: async () => scraped(await registry.metrics()),
  };
}

test('a dialog that a policy closed is told from one that a call closed', async () => {
  const { tell, read } = feed();
  tell('policy-decided', { verdict: { ...verdict, decision: 'allow', pendingId: 'p1' } });
  tell('pending-closed', { pendingId: 'p1', closedBy: 'aegis', chosen: 'Yes' });
  tell('policy-decided', { verdict: { ...verdict, decision: 'ask', pendingId: 'p2' } });
  tell('pending-closed', { pendingId: 'p2', closedBy: 'aegis', chosen: 'Yes' });
  tell('policy-decided', { verdict: { ...verdict, decision: 'deny', pendingId: null } });
  const metrics = await read();
  const closed = (by: string) => metrics.value('aegis_pendings_closed_total', { by });
  expect([closed('policy'), closed('aegis'), closed('elsewhere')]).toEqual([1, 1, 0]);
  const decided = (decision: string) => metrics.value('aegis_policy_decisions_total', { decision });
  expect([decided('allow'), decided('deny'), decided('ask')]).toEqual([1, 1, 1]);
});

test('stalls, steps, gates and drifts are counted', async () => {
  const { tell, read } = feed();
  const stall = { since: at, kind: 'tool', toolName: 'Bash', thresholdMs: 1, rung: null };
  tell('stall-began', { stall });
  tell('recovery-step', { step: { rung: 'nudge', step: 0, outcome: 'done' } });
  tell('gate-finished', { report: { verdict: 'fail' } });
  tell('screen-drifted', { healed: true, lines: 3 });
  tell('delivery-changed', {
    ...{ messageId: 'm', verdict: 'delivered', attempts: 1, evidence: null, tookMs: 1_500 },
  });
  const metrics = await read();
  expect(metrics.value('aegis_stalls_total', { kind: 'tool' })).toBe(1);
  const step = { rung: 'nudge', outcome: 'done' };
  expect(metrics.value('aegis_recovery_steps_total', step)).toBe(1);
  expect(metrics.value('aegis_gates_total', { verdict: 'fail' })).toBe(1);
  expect(metrics.value('aegis_screen_drifts_total')).toBe(1);
  expect(metrics.count('aegis_delivery_seconds')).toBe(1);
  expect(metrics.sum('aegis_delivery_seconds')).toBeCloseTo(1.5, 9);
  expect(LATENCIES).toHaveLength(5);
});

test('tokens are counted by model and kind, and what has no price is in no cost', async () => {
  const { usage, read } = feed();
  const used = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 30, cacheWriteTokens: 4 };
  usage.take({ model: 'known', usage: { ...used, costUsd: 0.25 } });
  usage.take({ model: 'known', usage: { ...used, costUsd: 0.5 } });
  usage.take({ model: 'new', usage: { ...used, costUsd: null } });
  const metrics = await read();
  const tokens = (kind: string) => metrics.value('aegis_tokens_total', { model: 'known', kind });
  expect(['input', 'output', 'cache_read', 'cache_write'].map(tokens)).toEqual([2, 4, 60, 8]);
  expect(metrics.value('aegis_cost_usd_total', { model: 'known' })).toBe(0.75);
  expect(metrics.value('aegis_cost_usd_total', { model: 'new' })).toBeUndefined();
  expect(metrics.value('aegis_unpriced_tokens_total', { model: 'new' })).toBe(37);
});

test('values that come from outside make no series without end', async () => {
  const labels = new BoundedLabels(2);
  expect(['a', 'b', 'c', 'a', 'x'.repeat(300)].map((value) => labels.label(value))).toEqual([
    'a',
    'b',
    OTHER,
    'a',
    OTHER,
  ]);
  const { usage, read } = feed();
  const used = { inputTokens: 1, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  for (let index = 0; index < 200; index += 1) {
    usage.take({ model: `model "${index}"\n`, usage: { ...used, costUsd: null } });
  }
  const metrics = await read();
  expect(metrics.value('aegis_unpriced_tokens_total', { model: OTHER })).toBe(150);
});
