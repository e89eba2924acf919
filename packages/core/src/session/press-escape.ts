import type { EffectResult, SessionStatus } from '@aegis/protocol';
import type { SessionHandle } from '../ports/runtime.ts';
import type { KeyLock } from './key-lock.ts';
import type { SessionRecord } from './session-record.ts';
import type { Waiters } from './waiters.ts';

/** What pressing Escape needs of a session. */
export interface PressedSession {
  readonly hasEnded: boolean;
  readonly record: Pick<SessionRecord, 'status' | 'pending'>;
  readonly keys: KeyLock;
  readonly state: { readonly waiters: Waiters };
  readonly handle: Pick<SessionHandle, 'press'>;
  exitedError(): Error;
}

/** Milliseconds for Claude Code to react to Escape before it is pressed again: it drops keys under load. */
const REACTION_MS = 2_500;
const MAX_PRESSES = 3;

async function pressUntil(
  session: PressedSession,
  isWanted: () => boolean,
  isSeen: () => boolean,
): Promise<EffectResult> {
  return session.keys.run(async () => {
    for (let press = 0; press < MAX_PRESSES && !session.hasEnded && isWanted(); press += 1) {
      await session.handle.press([{ type: 'key', key: 'Escape' }]);
      const seen = await session.state.waiters.until(() => (isSeen() ? true : null), {
        timeoutMs: REACTION_MS,
      });
      if (seen !== null) break;
    }
    return { ok: isSeen(), status: session.record.status };
  });
}

/**
 * Press Escape where it has something to act on: a dialog, an overlay, a turn. On an idle session nothing is pressed,
 * since a second Escape would open Claude Code's rewind menu.
 * @throws AegisError `session_exited`
 */
export async function escape(session: PressedSession): Promise<EffectResult> {
  if (session.hasEnded) throw session.exitedError();
  const before = { status: session.record.status, pendingId: session.record.pending?.id };
  const isQuiet = () => session.record.status === 'idle' && session.record.pending === null;
  if (isQuiet()) return { ok: true, status: 'idle' };
  const isSeen = () =>
    session.hasEnded ||
    session.record.status !== before.status ||
    session.record.pending?.id !== before.pendingId;
  return pressUntil(session, () => !isSeen(), isSeen);
}

const STOPPED: readonly SessionStatus[] = ['idle', 'exited'];

/**
 * Stop the turn that is running (Escape; a dialog that it waits on is declined by that) and see it stopped.
 * @throws AegisError `session_exited`
 */
export async function interrupt(session: PressedSession): Promise<EffectResult> {
  if (session.hasEnded) throw session.exitedError();
  const isStopped = () => STOPPED.includes(session.record.status);
  const { pending } = session.record;
  // These belong to no turn, and Escape would end Claude Code or change its settings.
  const isForeign = pending?.kind === 'trust' || pending?.kind === 'dialog';
  if (isForeign || session.record.status === 'starting') {
    return { ok: false, status: session.record.status };
  }
  return pressUntil(session, () => !isStopped(), isStopped);
}
