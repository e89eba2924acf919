import type { AegisEvent, Session } from '@aegis/protocol';
import { isWaiting } from '../views/status-style.ts';

/** Where a wait for the end of a turn comes to its end. */
export type TurnVerdict = 'ended' | 'needs-answer' | 'exited' | 'undelivered';

/** What the wait is for. */
export type Awaited =
  /** The session takes prompts. */
  | { kind: 'ready' }
  /** The turn of the prompt that the session was created with. */
  | { kind: 'first-turn' }
  /** A turn that ended after the prompt was delivered, at this time. */
  | { kind: 'turn-since'; deliveredAt: string }
  /** The turn of a message whose delivery is told later. */
  | { kind: 'turn-of'; messageId: string }
  /** Any other turn than the one that ended then: nothing more is known of the prompt. */
  | { kind: 'other-turn'; endedAt: string | null };

export type DeliveryChange = Extract<AegisEvent, { type: 'delivery-changed' }>['data'];

/** Whether the awaited turn is over, as far as the session's last turn tells. */
function isOver({ lastTurn, status }: Session, since: number): boolean {
  return status === 'idle' && lastTurn !== null && Date.parse(lastTurn.endedAt) > since;
}

function judgeDelivery(session: Session, delivery: DeliveryChange | undefined): TurnVerdict | null {
  if (delivery?.verdict === 'failed') return 'undelivered';
  if (delivery?.verdict !== 'delivered' || delivery.evidence === null) return null;
  return isOver(session, Date.parse(delivery.evidence.at)) ? 'ended' : null;
}

/** Whether the wait is over, and how; null while it is not. `deliveries` by message id, as events told them. */
export function judgeTurn(
  session: Session,
  awaited: Awaited,
  deliveries: ReadonlyMap<string, DeliveryChange>,
): TurnVerdict | null {
  const { status, pending, lastTurn, promptDelivery } = session;
  if (status === 'exited') return 'exited';
  if (pending !== null || isWaiting(status)) return 'needs-answer';
  switch (awaited.kind) {
    case 'ready':
      return status === 'idle' ? 'ended' : null;
    case 'first-turn':
      if (isOver(session, -Infinity)) return 'ended';
      return promptDelivery?.verdict === 'failed' ? 'undelivered' : null;
    case 'turn-since':
      return isOver(session, Date.parse(awaited.deliveredAt)) ? 'ended' : null;
    case 'turn-of':
      return judgeDelivery(session, deliveries.get(awaited.messageId));
    case 'other-turn':
      return isOver(session, -Infinity) && lastTurn?.endedAt !== awaited.endedAt ? 'ended' : null;
  }
}
