import { sessionMark } from '../launch/session-mark.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { endTree, processTree } from '../process/process-tree.ts';

/**
 * Claude Code has crashed, or its pane is gone: what it started has lost its parent, and is known by its mark alone. A Claude
 * Code that is itself still there is left alone, with all of its own: its terminal may have been lost to us only.
 */
export async function endLeftovers(
  session: { id: string; pid: number | null },
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<void> {
  const entry = sessionMark(session.id);
  const tree = await processTree({ root: null, entry });
  if (tree.length === 0 || tree.some(({ pid }) => pid === session.pid)) return;
  const alive = await endTree(tree, { entry, clock });
  const pids = tree.map(({ pid }) => pid);
  const fields = { sessionId: session.id, pids, left: alive.map(({ pid }) => pid) };
  if (alive.length === 0) logger.info(fields, 'processes that a crash left behind were ended');
  else logger.warn(fields, 'processes that a crash left behind did not end');
}
