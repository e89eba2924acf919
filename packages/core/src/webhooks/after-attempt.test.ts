import { describe, expect, test } from 'vitest';
import { afterAttempt, type AttemptOutcome } from './after-attempt.ts';

describe('afterAttempt', () => {
  test.each([200, 201, 202, 204, 299])('%d is delivered', (status) => {
    expect(afterAttempt({ type: 'answered', status }, 1)).toEqual({ type: 'delivered' });
  });

  test.each<[AttemptOutcome, object]>([
    [
      { type: 'answered', status: 302 },
      { reason: 'redirect', httpStatus: 302, detail: null },
    ],
    [
      { type: 'answered', status: 404 },
      { reason: 'status', httpStatus: 404, detail: null },
    ],
    [
      { type: 'answered', status: 500 },
      { reason: 'status', httpStatus: 500, detail: null },
    ],
    [
      { type: 'answered', status: 199 },
      { reason: 'status', httpStatus: 199, detail: null },
    ],
    [
      { type: 'answered', status: 0 },
      { reason: 'status', httpStatus: 0, detail: null },
    ],
    [
      { type: 'failed', code: 'ECONNREFUSED' },
      { reason: 'connection', httpStatus: null, detail: 'ECONNREFUSED' },
    ],
    [{ type: 'timeout' }, { reason: 'timeout', httpStatus: null, detail: null }],
    [
      { type: 'unresolved', why: 'No address.' },
      { reason: 'unresolved', httpStatus: null, detail: 'No address.' },
    ],
  ])('%j is tried five times again, after longer and longer', (outcome, problem) => {
    const steps = [1, 2, 3, 4, 5, 6].map((attempts) => afterAttempt(outcome, attempts));
    expect(steps.map((step) => (step.type === 'retry' ? step.afterMs : step.type))).toEqual([
      1_000,
      5_000,
      30_000,
      120_000,
      600_000,
      'give-up',
    ]);
    for (const step of steps) expect(step).toMatchObject({ problem });
  });

  test('a refused target is given up on at once', () => {
    expect(afterAttempt({ type: 'refused', why: 'Private.' }, 1)).toEqual({
      type: 'give-up',
      problem: { reason: 'refused', httpStatus: null, detail: 'Private.' },
    });
  });
});
