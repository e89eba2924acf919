import type { RecoveryPolicy, RecoveryRung, RecoveryStep, Stall } from '@aegis/protocol';

/** What a step came to; null: Aegis ends meanwhile, and who comes next says. */
export type StepResult = Omit<RecoveryStep, 'rung' | 'step'> | null;

/** How far up a session's ladder it is. Times are milliseconds of awake time. */
export interface Ladder {
  /** Steps that were begun: the next one is `rungs[made]`. */
  made: number;
  /** When the last of them was begun; null before the first. */
  lastAt: number | null;
  /** One is being made. */
  isClimbing: boolean;
}

export interface LadderInput {
  ladder: Ladder;
  policy: RecoveryPolicy | null;
  /** The stall that lasts, and since when it is one; null: none does. */
  stall: (Pick<Stall, 'kind'> & { at: number }) | null;
  thresholdMs: number;
  now: number;
}

export type LadderDecision =
  | { type: 'rest' }
  | { type: 'wait'; until: number }
  | { type: 'step'; step: number; rung: RecoveryRung };

/**
 * What is to be done now about a stall: nothing, wait, or make the next step. Pure. A step is due its `afterMs` behind the
 * one before, or, for the first, behind the stall; and never but in a stall.
 */
export function nextStep({ ladder, policy, stall, thresholdMs, now }: LadderInput): LadderDecision {
  if (policy === null || stall === null || ladder.isClimbing) return { type: 'rest' };
  if (stall.kind === 'tool' && policy.includeTools !== true) return { type: 'rest' };
  const rung = policy.rungs[ladder.made];
  if (rung === undefined || isGivenUp(ladder, policy)) return { type: 'rest' };
  const due =
    ladder.lastAt === null
      ? stall.at + (rung.afterMs ?? 0)
      : Math.max(stall.at, ladder.lastAt + (rung.afterMs ?? thresholdMs));
  if (now < due) return { type: 'wait', until: due };
  return { type: 'step', step: ladder.made, rung };
}

/** It was left to a person. */
function isGivenUp({ made }: Ladder, { rungs }: RecoveryPolicy): boolean {
  return rungs[made - 1]?.rung === 'escalate';
}
