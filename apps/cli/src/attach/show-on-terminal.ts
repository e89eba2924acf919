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
  // Inside another tmux, ours would refuse to start; it is another server, so nothing nests in itself.
  const env = { ...io.env, TMUX: undefined, TMUX_PANE: undefined };
  const { stdout } = await io.run(listSessions(address), env);
  for (const view of abandonedViews(stdout)) await io.run(endView(address, view), env);
  const view = newViewName(io.now(), process.pid);
  try {
    return await io.runOnTerminal(showWindow(address, windowId, view), env);
  } finally {
    await io.run(endView(address, view), env);
  }
}
