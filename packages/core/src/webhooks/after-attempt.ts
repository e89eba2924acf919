import type { DeliveryProblem } from '@aegis/protocol';
import type { CheckedTarget } from './target-guard.ts';
import type { PostOutcome } from './post-delivery.ts';

/** How one attempt to deliver an event ended. `timeout`: the time ran out before the answer. */
export type AttemptOutcome =
  PostOutcome | Exclude<CheckedTarget, { type: 'allowed' }> | { type: 'timeout' };

export interface Problem {
  reason: DeliveryProblem;
  httpStatus: number | null;
  detail: string | null;
}

export type NextStep =
  | { type: 'delivered' }
  | { type: 'retry'; afterMs: number; problem: Problem }
  | { type: 'give-up'; problem: Problem };

/** Milliseconds from a failed attempt to the next one. */
export const RETRY_AFTER_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000, 600_000];

function problemOf(outcome: AttemptOutcome): Problem | null {
  switch (outcome.type) {
    case 'answered': {
      const { status } = outcome;
      if (status >= 200 && status < 300) return null;
      const reason = status >= 300 && status < 400 ? 'redirect' : 'status';
      return { reason, httpStatus: status, detail: null };
    }
    case 'failed':
      return { reason: 'connection', httpStatus: null, detail: outcome.code };
    case 'timeout':
      return { reason: 'timeout', httpStatus: null, detail: null };
    case 'refused':
    case 'unresolved':
      return { reason: outcome.type, httpStatus: null, detail: outcome.why };
  }
}

/**
 * What follows after the `attempts`th attempt. A target that is refused is not tried again: what it led to a moment
 * ago is what the check is against.
 */
export function afterAttempt(
  outcome: AttemptOutcome,
  attempts: number,
  retryAfterMs: readonly number[] = RETRY_AFTER_MS,
): NextStep {
  const problem = problemOf(outcome);
  if (problem === null) return { type: 'delivered' };
  const afterMs = retryAfterMs[attempts - 1];
  return afterMs === undefined || problem.reason === 'refused'
    ? { type: 'give-up', problem }
    : { type: 'retry', afterMs, problem };
}
