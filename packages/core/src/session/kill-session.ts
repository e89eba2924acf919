import { AegisError, toTimestamp } from '@aegis/protocol';
import { sessionMark } from '../launch/session-mark.ts';
import type { Clock } from '../ports/clock.ts';
import { endTree, processTree } from '../process/process-tree.ts';
import type { ManagedSession } from './managed-session.ts';

/**
 * End a session: its window, and every process that Claude Code started, MCP servers and shells included. Says so only
 * when they are gone. A session that has ended is left as it is.
 * @throws AegisError `effect_not_seen` where a process survives SIGKILL
 */
export async function killSession(session: ManagedSession, clock: Clock): Promise<void> {
  if (session.hasEnded) return;
  session.expectKill();
  const { handle } = session;
  const entry = sessionMark(session.id);
  // Taken first: a child that has dropped the mark is known by its parents alone, and those will be gone.
  const tree = await processTree({ root: handle.location.pid, entry });
  await handle.remove();
  const alive = await endTree(tree, { entry, clock });
  if (alive.length > 0) {
    const pids = alive.map(({ pid }) => pid);
    throw new AegisError(
      'effect_not_seen',
      `Session ${session.id} was closed, but the processes ${pids.join(', ')} did not end. End them by hand.`,
      { details: { pids } },
    );
  }
  session.ended({
    code: null,
    signal: null,
    at: toTimestamp(clock.now()),
    reason: 'killed',
    lastScreen: null,
  });
}
