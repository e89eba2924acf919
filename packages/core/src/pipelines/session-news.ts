import type { LastTurn, SessionExit, StepState } from '@aegis/protocol';
import type { SessionRecord } from '../session/session-record.ts';

type StepError = NonNullable<StepState['error']>;

/** What a step has to know of its session. */
export type SessionNews =
  | { kind: 'working' }
  | { kind: 'waits'; on: string }
  | { kind: 'completed'; text: string | null }
  /** `interrupted`: somebody may go on at once. */
  | { kind: 'failed'; error: StepError }
  | { kind: 'interrupted'; error: StepError }
  | { kind: 'exited'; error: StepError };

type Known = Pick<SessionRecord, 'exit' | 'pending' | 'status' | 'lastTurn' | 'promptDelivery'>;

/** @param isAtRest no prompt waits, and how the last turn ended is known */
export function readNews(record: Known, isAtRest: boolean): SessionNews {
  const { exit, pending, status, lastTurn, promptDelivery } = record;
  if (exit !== null) {
    // A turn that was over before its session was is as good as any.
    if (lastTurn?.outcome === 'completed') return { kind: 'completed', text: lastTurn.text };
    // One that was running ends with its session, as interrupted or failed.
    const wasCut =
      lastTurn === null ||
      lastTurn.outcome === 'interrupted' ||
      lastTurn.error === 'process_exited';
    return wasCut ? { kind: 'exited', error: exitError(exit) } : turnNews(lastTurn);
  }
  if (pending !== null) return { kind: 'waits', on: pending.kind };
  if (status === 'idle' && isAtRest && lastTurn !== null) return turnNews(lastTurn);
  if (promptDelivery?.verdict === 'failed' && lastTurn === null && status === 'idle') {
    return {
      kind: 'failed',
      error: { code: 'session_not_started', message: 'The prompt could not be delivered.' },
    };
  }
  return { kind: 'working' };
}

function turnNews({ outcome, error, text }: LastTurn): SessionNews {
  const why = [error, text].filter((part) => part !== null && part !== '').join(': ');
  const message = (what: string) => (why === '' ? `${what}.` : `${what}: ${why.slice(0, 2_000)}`);
  switch (outcome) {
    case 'completed':
      return { kind: 'completed', text };
    case 'failed':
      return {
        kind: 'failed',
        error: { code: 'turn_failed', message: message('The turn failed') },
      };
    case 'refused':
      return {
        kind: 'failed',
        error: { code: 'turn_refused', message: message('The model refused') },
      };
    case 'limited':
      return {
        kind: 'failed',
        error: { code: 'turn_limited', message: message('A usage limit was reached') },
      };
    case 'interrupted':
      return {
        kind: 'interrupted',
        error: {
          code: 'turn_interrupted',
          message: 'The turn was interrupted, and nobody went on with it.',
        },
      };
  }
}

function exitError({ reason, code, signal, lastScreen }: SessionExit): StepError {
  const how = [
    ...(code === null ? [] : [`exit code ${code}`]),
    ...(signal === null ? [] : [signal]),
  ].join(', ');
  const screen = lastScreen === null ? '' : ` Its last screen:\n${lastScreen.slice(-2_000)}`;
  return {
    code: 'session_exited',
    message: `The session ended before its turn did (${reason}${how === '' ? '' : `, ${how}`}).${screen}`,
  };
}
