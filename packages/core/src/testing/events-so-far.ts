import type { AegisEvent } from '@aegis/protocol';
import type { Aegis } from '../aegis/aegis.ts';

/** Every event of a session from the first on, as a client that comes now would get them. */
export async function eventsSoFar(aegis: Aegis, sessionId: string): Promise<AegisEvent[]> {
  const stop = new AbortController();
  const last = aegis.eventsStart().lastEventId;
  const events: AegisEvent[] = [];
  // Of all sessions: the last event may be another one's.
  for await (const event of aegis.events({ after: 0, signal: stop.signal })) {
    if (event.sessionId === sessionId) events.push(event);
    if (event.id >= last) stop.abort();
  }
  return events;
}
