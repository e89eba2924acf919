import type { Session } from '@aegis/protocol';
import { isWaiting } from '../views/status-style.ts';

/** Where a wait for the end of a turn comes to its end. */
export type TurnVerdict = 'ended' | 'needs-answer' | 'exited' | 'undelivered';

/** What the wait is for: a turn that is not the one that ended at `after`; or only that the session is ready. */
export type Awaited = { kind: 'turn'; after: string | null } | { kind: 'ready' };

/** Whether the wait is over, and how; null while it is not. */
export function judgeTurn(session: Session, awaited: Awaited): TurnVerdict | null {
  const { status, pending, lastTurn, promptDelivery, detail } = session;
  if (status === 'exited') return 'exited';
  if (pending !== null || isWaiting(status)) return 'needs-answer';
  if (awaited.kind === 'ready') return status === 'idle' ? 'ended' : null;
  const ended = lastTurn !== null && lastTurn.endedAt !== awaited.after;
  if (status === 'idle' && ended && detail.queued === 0) return 'ended';
  return !ended && promptDelivery?.verdict === 'failed' ? 'undelivered' : null;
}
