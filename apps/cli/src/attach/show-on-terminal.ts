import process from 'node:process';
import type { CliIo } from '../io.ts';
import {
  abandonedViews,
  endView,
  listSessions,
  newViewName,
  showWindow,
  type TmuxAddress,
} from './view-commands.ts';

/** Shows a window in this terminal until the person leaves, and takes the view away again. The exit code is tmux's. */
export async function showOnTerminal(
  io: CliIo,
  address: TmuxAddress,
  windowId: string,
): Promise<number> {
  // With TMUX as it is: within another tmux all is well, and in a pane of this very one tmux itself refuses.
  const { env } = io;
  const { stdout } = await io.run(listSessions(address), env);
  for (const view of abandonedViews(stdout)) await io.run(endView(address, view), env);
  const view = newViewName(io.now(), process.pid);
  try {
    return await io.runOnTerminal(showWindow(address, windowId, view), env);
  } finally {
    await io.run(endView(address, view), env);
  }
}
