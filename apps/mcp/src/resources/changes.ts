import type { AegisEvent } from '@aegis/protocol';
import { HEALTH_URI, SESSIONS_URI, uriOf } from './uris.ts';

/** The addresses whose content is another one after this event. */
export function changedBy(event: AegisEvent): string[] {
  const { sessionId } = event;
  if (sessionId === null) return [];
  // What a session writes is on its screen, and what Aegis finds out about it is not in its conversation.
  const screen = uriOf('pane', sessionId);
  const session = uriOf('session', sessionId);
  switch (event.type) {
    case 'message-added':
      return [uriOf('transcript', sessionId), session, screen];
    case 'screen-drifted':
      return [screen];
    case 'gate-finished':
    case 'policy-decided':
    case 'recovery-step':
      return [session];
    case 'delivery-changed':
    case 'turn-ended':
      return [session, screen];
    case 'session-created':
    case 'session-exited':
    case 'status-changed':
      return [SESSIONS_URI, HEALTH_URI, session, screen];
    case 'pending-opened':
    case 'pending-changed':
    case 'pending-closed':
    case 'stall-began':
    case 'stall-ended':
      return [SESSIONS_URI, session, screen];
  }
}

/** Whether the list of resources is another one after it: a session's terminal goes with its end. */
export function changesList({ type }: AegisEvent): boolean {
  return type === 'session-created' || type === 'session-exited';
}
