import { AegisError, toTimestamp } from '@aegis/protocol';
import type { ManagedSession } from './managed-session.ts';

/**
 * Let go of a session that was adopted: it goes on in its pane, and can be adopted again.
 * @throws AegisError `session_exited`, `not_adopted`
 */
export function releaseSession(session: ManagedSession): void {
  if (session.hasEnded) throw session.exitedError();
  if (session.record.adopted === null) {
    throw new AegisError(
      'not_adopted',
      `Session ${session.id} was started by Aegis, and runs nowhere else. End it with \`kill\`; only adopted sessions can be released.`,
    );
  }
  session.ended({
    code: null,
    signal: null,
    at: toTimestamp(session.clock.now()),
    reason: 'released',
    lastScreen: null,
  });
}
