import type { Pending } from '@aegis/protocol';
import type { SessionEvent } from './session-event.ts';

/** Who closed a pending that is closing now, where it was us. */
export interface Closing {
  pendingId: string;
  chosen: string;
}

/** What is told of a pending that opens, changes or closes. `closing`: who closes it, where it is us. */
export function pendingEvents(
  before: Pending | null,
  after: Pending | null,
  closing: Closing | null,
): SessionEvent[] {
  if (before?.id === after?.id) {
    if (after === null || samePending(before, after)) return [];
    return [{ type: 'pending-changed', data: { pending: after } }];
  }
  const events: SessionEvent[] = [];
  if (before !== null) {
    const ours = closing?.pendingId === before.id ? closing : null;
    events.push({
      type: 'pending-closed',
      data: {
        pendingId: before.id,
        closedBy: ours ? 'aegis' : 'elsewhere',
        chosen: ours?.chosen ?? null,
      },
    });
  }
  if (after !== null) events.push({ type: 'pending-opened', data: { pending: after } });
  return events;
}

/** Whether nothing changed that a client would show: a moved highlight alone is not worth an event. */
function samePending(before: Pending | null, after: Pending): boolean {
  const plain = (pending: Pending) => ({
    ...pending,
    options: pending.options.map(({ label, role }) => [label, role]),
  });
  return before !== null && JSON.stringify(plain(before)) === JSON.stringify(plain(after));
}
