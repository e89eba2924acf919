import type { RecoveryPolicy } from '@aegis/protocol';
import { expect, test } from 'vitest';
import { nextStep, type Ladder, type LadderInput } from './ladder.ts';

const policy: RecoveryPolicy = {
  rungs: [
    { rung: 'nudge' },
    { rung: 'interrupt', afterMs: 50 },
    { rung: 'refine', text: 'Only the first half.' },
    { rung: 'escalate' },
    { rung: 'pivot' },
  ],
};
const START: Ladder = { made: 0, lastAt: null, isClimbing: false };

function decide(change: Partial<LadderInput>) {
  const stall = { kind: 'silent', at: 1_000 } as const;
  return nextStep({ ladder: START, policy, stall, thresholdMs: 300, now: 1_000, ...change });
}

test('the first step is made at once, or after its time', () => {
  expect(decide({})).toEqual({ type: 'step', step: 0, rung: policy.rungs[0] });
  const later = { rungs: [{ rung: 'nudge', afterMs: 40 }] } satisfies RecoveryPolicy;
  expect(decide({ policy: later })).toEqual({ type: 'wait', until: 1_040 });
  expect(decide({ policy: later, now: 1_040 })).toMatchObject({ type: 'step', step: 0 });
});

test('the next one after its own time, or the threshold', () => {
  const nudged = { made: 1, lastAt: 1_000, isClimbing: false };
  expect(decide({ ladder: nudged, now: 1_049 })).toEqual({ type: 'wait', until: 1_050 });
  expect(decide({ ladder: nudged, now: 1_050 })).toMatchObject({ step: 1 });
  const stopped = { made: 2, lastAt: 1_050, isClimbing: false };
  expect(decide({ ladder: stopped, now: 1_100 })).toEqual({ type: 'wait', until: 1_350 });
});

test('a stall that began behind it is due at once', () => {
  const nudged = { made: 1, lastAt: 100, isClimbing: false };
  expect(decide({ ladder: nudged })).toMatchObject({ type: 'step', step: 1 });
});

test.each<[string, Partial<LadderInput>]>([
  ['without a policy', { policy: null }],
  ['without a stall', { stall: null }],
  ['while a step is being made', { ladder: { ...START, isClimbing: true } }],
  ['while a tool runs', { stall: { kind: 'tool', at: 0 } }],
  ['behind the last rung', { ladder: { made: 5, lastAt: 0, isClimbing: false } }],
  ['once it was left to a person', { ladder: { made: 4, lastAt: 0, isClimbing: false }, now: 9e9 }],
])('nothing is done %s', (_when, change) => {
  expect(decide(change)).toEqual({ type: 'rest' });
});

test('a tool that runs is one more reason where the policy says so', () => {
  const stall = { kind: 'tool', at: 0 } as const;
  expect(decide({ stall, policy: { ...policy, includeTools: true } })).toMatchObject({ step: 0 });
});
