import { AegisError, type SessionStatus } from '@aegis/protocol';
import type { ManagedSession } from '../session/managed-session.ts';

/** Not yet ready, or no more: what it says last, which no rule knows, is on the screen before its end is told. */
const NOT_THERE: ReadonlySet<SessionStatus> = new Set(['starting', 'unknown', 'exited']);
/** Milliseconds that a create waits for a delivered prompt, a dialog, or a session that is ready. */
const CREATE_TIMEOUT_MS = 15_000;

/**
 * Resolves when the first prompt is delivered, when a session without one is ready, when it asks something, and after 15
 * seconds.
 * @throws AegisError `claude_exited`
 */
export async function untilStarted(session: ManagedSession): Promise<void> {
  const { firstPromptId } = session.record;
  const isReady = () =>
    session.hasEnded ||
    session.record.pending !== null ||
    (firstPromptId === null
      ? !NOT_THERE.has(session.record.status)
      : session.record.promptDelivery?.delivered === true);
  await session.state.waiters.until(() => (isReady() ? true : null), {
    timeoutMs: CREATE_TIMEOUT_MS,
  });
  if (!session.hasEnded) return;
  const { exit, name, id } = session.record;
  const screen = exit?.lastScreen ?? null;
  const shown = screen === null ? 'It left nothing on its screen.' : `Its last screen:\n${screen}`;
  throw new AegisError(
    'claude_exited',
    `Claude Code ended at once (session "${name}", exit code ${exit?.code ?? 'unknown'}). ${shown}`,
    { details: { id, exit } },
  );
}
